package io.pgbaton.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** A publication of one database: which tables' changes leave it. */
public record Publication(String name) {
    /**
     * Publishes every table there is and will be. Needs a superuser; takes effect at once for every table, so each must have
     * a usable replica identity before (DOMAIN LAW-1).
     */
    public Sql createForAllTables() {
        return Sql.of("CREATE PUBLICATION " + Identifier.quote(name) + " FOR ALL TABLES");
    }

    /** Publishes the tables named here; their owner may do it. */
    public Sql createFor(List<TableName> tables) {
        return Sql.of("CREATE PUBLICATION " + Identifier.quote(name) + " FOR TABLE "
                + tables.stream().map(table -> "ONLY " + table.sql()).collect(Collectors.joining(", ")));
    }

    /** Only while no slot needs it any more: a publication dropped under a live slot is fatal (DOMAIN LAW-12). */
    public Sql drop() {
        return Sql.of("DROP PUBLICATION IF EXISTS " + Identifier.quote(name));
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "the publication " + name + " exists",
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = " + Identifier.literal(name)
                        + ")");
    }
}
