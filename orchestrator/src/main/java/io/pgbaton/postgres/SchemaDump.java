package io.pgbaton.postgres;

import java.util.List;

/**
 * A schema as pg_dump -s wrote it, entry by entry and in its order, without what an older or newer server would refuse
 * ({@code \restrict} lines, transaction_timeout, pg_attver options).
 */
public record SchemaDump(List<Entry> preData, List<Entry> postData) {
    /** One object: its kind in pg_dump's words ({@code INDEX}, {@code FK CONSTRAINT}…), schema ("-" for none), name, DDL. */
    public record Entry(String type, String schema, String name, String sql) {
        /** The DDL as it may be shown and kept: options of a user mapping are passwords. */
        public String shown() {
            return type.equals("USER MAPPING") ? sql.replaceAll("'(?:[^']|'')*'", "'****'") : sql;
        }
    }
}
