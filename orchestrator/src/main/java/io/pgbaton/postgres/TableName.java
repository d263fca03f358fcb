package io.pgbaton.postgres;

/** A relation's schema and name, as the catalog spells them. */
public record TableName(String schema, String name) {
    /** Quoted and schema-qualified, ready for a statement. */
    public String sql() {
        return Identifier.quote(schema) + "." + Identifier.quote(name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
