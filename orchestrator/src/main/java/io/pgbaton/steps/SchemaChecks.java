package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.SCHEMA;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about types and features that a later version treats differently. */
final class SchemaChecks {
    static final Check OIDS = SCHEMA.block(
                    "PF-R22", "A table with OIDS", "Version 12 and later refuse it, and the OIDs are not replicated.")
            .mend("ALTER TABLE … SET WITHOUT OIDS")
            .on("source 10 and 11");
    static final Check OLD_TYPE = SCHEMA.block(
                    "PF-Y03",
                    "A column of a type that is gone",
                    "Version 12 and later refuse it, and the schema would not load.")
            .mend("ALTER TABLE … ALTER COLUMN … TYPE timestamptz or interval")
            .on("source 10 and 11");
    static final Check POSTFIX = SCHEMA.block(
                    "PF-U01", "A postfix operator", "Version 14 and later refuse it, and the schema would not load.")
            .mend("DROP OPERATOR …, and call its function instead")
            .on("source 10 to 13");
    static final Check POLYMORPHIC = SCHEMA.block(
                    "PF-U02",
                    "An aggregate or operator on an array function that has changed",
                    "array_append and its like take other types from version 14 on, and the schema would not load.")
            .mend("create it anew with anycompatiblearray after dropping it, or drop it")
            .on("source 10 to 13");
    static final Check CONVERSION = SCHEMA.block(
                    "PF-U03",
                    "A conversion of yours",
                    "Its function has one parameter more from version 14 on, and the schema would not load.")
            .mend("DROP CONVERSION …")
            .on("source 10 to 13");
    static final Check LANGUAGE = SCHEMA.block(
                    "PF-E08",
                    "A language that is gone",
                    "Python 2 is gone from version 15 on, and the schema would not load.")
            .mend("declare its functions anew in plpython3u, and DROP LANGUAGE …")
            .on("source 10 to 14");
    static final Check NOT_NULL = SCHEMA.block(
                    "PF-U05",
                    "A child table that allows NULL where its parent does not",
                    "Version 18 gives the child the parent's NOT NULL, at which rows with NULL are refused.")
            .mend("ALTER TABLE … ALTER COLUMN … SET NOT NULL")
            .on("target 18 and later");
    static final Check OID_COLUMN = SCHEMA.info(
            "PF-Y02",
            "A column of type oid",
            "If it holds the numbers of tables, functions or large objects, they mean nothing on the target.");
    static final Check CATALOG_ROW = SCHEMA.hazard(
                    "PF-U04",
                    "A column of rows of a system catalog",
                    "Another version's rows have other columns: copying or applying stops at \"malformed record literal\".")
            .mend("ALTER TABLE … ALTER COLUMN … TYPE jsonb USING to_jsonb(…)");
    static final Check ADDRESSES = SCHEMA.info(
                    "PF-U06",
                    "An index of addresses by btree_gist",
                    "Its operator classes may miss rows, and version 19 takes others by default.")
            .mend("nothing, or CREATE INDEX … USING gist (… inet_ops)")
            .on("target 19 and later");
    static final Check MONEY = SCHEMA.hazard(
                    "PF-Y04",
                    "Money under another lc_monetary",
                    "Amounts travel as text: read by another locale they may be refused, or be a hundred times as much.")
            .mend("ALTER DATABASE … SET lc_monetary = …");
    static final Check XML = SCHEMA.block(
                    "PF-Y05",
                    "xml without libxml",
                    "The target was built without it and can store none of these values.")
            .mend("install a target that was built with libxml");
    static final Check YOUNG_VALUES = SCHEMA.info(
            "PF-Y08",
            "Numbers that can be infinite on the new server alone",
            "An infinite numeric that is written after the switchover stops the way back at an old server before 14.");

    static final Check REHEARSAL = SCHEMA.block(
                    "PF-U99",
                    "A schema that the target cannot load",
                    "Loading is the only test that no list of differences can replace; the upgrade would fail in its first step.")
            .mend("change on the source what the target refuses")
            .itself("tries it in a scratch database, with check.rehearseSchema: true");

    static final Check REHEARSAL_DIFFERS = SCHEMA.hazard(
                    "PF-U99-differs",
                    "An object that the target loads as another one",
                    "The application meets it behind the switchover, and may not get there: the schemas are compared before.")
            .mend("make it on the source as the target has it")
            .itself("tries it in a scratch database, with check.rehearseSchema: true");

    static final List<Check> ALL = List.of(
            OIDS,
            OLD_TYPE,
            POSTFIX,
            POLYMORPHIC,
            CONVERSION,
            LANGUAGE,
            NOT_NULL,
            OID_COLUMN,
            CATALOG_ROW,
            ADDRESSES,
            MONEY,
            XML,
            YOUNG_VALUES,
            REHEARSAL,
            REHEARSAL_DIFFERS);

    private SchemaChecks() {}
}
