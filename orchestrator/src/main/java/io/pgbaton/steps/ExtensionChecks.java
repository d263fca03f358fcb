package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.EXTENSIONS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about extensions. */
final class ExtensionChecks {
    static final Check MISSING = EXTENSIONS
            .block(
                    "PF-E01",
                    "An extension that the target lacks",
                    "It could not be created there, and the schema would not load.")
            .mend("install its package on the target's host, or DROP EXTENSION …");
    static final Check OLDER = EXTENSIONS.info(
            "PF-E01-older",
            "An extension that is older on the target",
            "What the newer version brought is missing there.");
    static final Check ROWS = EXTENSIONS
            .hazard("PF-E02", "Rows of yours in an extension's table", "They belong to the extension and do not move.")
            .mend("extensionTables: copy, or COPY (SELECT …) TO … after the schema is on the target")
            .itself("carries them in the pause with extensionTables: copy");
    static final Check FILLED = EXTENSIONS
            .block(
                    "PF-E03",
                    "A published table that an extension fills itself",
                    "CREATE EXTENSION fills it on the target, and the copy would find its rows there already.")
            .mend("publication: listed")
            .itself("leaves the tables of extensions out with publication: listed");
    static final Check PRELOADED = EXTENSIONS
            .info(
                    "PF-E04",
                    "A library that only the source loads at its start",
                    "What depends on it would not work on the target before a restart.")
            .mend("ALTER SYSTEM SET shared_preload_libraries = …, then restart");
    static final Check TIMESCALE = EXTENSIONS
            .block("PF-E05", "TimescaleDB", "Its chunks and catalogs cannot be moved by plain logical replication.")
            .mend("upgrade this database with the tools of its maker");
    static final Check CITUS = EXTENSIONS
            .block("PF-E06", "Citus", "Its shards and catalogs cannot be moved by plain logical replication.")
            .mend("upgrade this database with the tools of its maker");
    static final Check BESIDE = EXTENSIONS
            .hazard(
                    "PF-E06-beside",
                    "An extension that works by itself",
                    "It replicates, or makes and drops partitions, on its own: on both servers at once, and beside this upgrade.")
            .mend("hold it back on the source until the upgrade is finished, and on the target until the switchover");
    static final Check C_FUNCTION = EXTENSIONS
            .hazard(
                    "PF-E09",
                    "A function of a C library that no extension brings",
                    "Its library must be on the target's host too, built for the new version, or the schema does not load.")
            .mend("install the library there, or DROP FUNCTION …");
    static final Check POSTGIS = EXTENSIONS
            .info(
                    "PF-E10",
                    "PostGIS",
                    "Its functions on the source must be those of a version that the target's package still knows.")
            .mend("SELECT postgis_extensions_upgrade() on the source first");

    static final List<Check> ALL =
            List.of(MISSING, OLDER, ROWS, FILLED, PRELOADED, TIMESCALE, CITUS, BESIDE, C_FUNCTION, POSTGIS);

    private ExtensionChecks() {}
}
