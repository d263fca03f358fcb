package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at types and features that the new version refuses, or reads differently. */
public final class CheckSchema implements Step {
    private static final Map<String, Check> REMOVED = List.of(
                    SchemaChecks.OIDS,
                    SchemaChecks.OLD_TYPE,
                    SchemaChecks.POSTFIX,
                    SchemaChecks.POLYMORPHIC,
                    SchemaChecks.CONVERSION,
                    SchemaChecks.LANGUAGE)
            .stream()
            .collect(Collectors.toMap(Check::id, Function.identity()));
    /** From this major on, a child has the NOT NULL of its parent. */
    private static final int CHILDREN_INHERIT_NOT_NULL = 18;
    /** From this major on, GiST itself indexes addresses by default, and btree_gist does not any more. */
    private static final int ADDRESSES_HAVE_AN_INDEX = 19;
    /** From this major on, a numeric can be infinite. */
    private static final int INFINITE_NUMERIC = 14;

    @Override
    public String name() {
        return "check-schema";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at types and features that the new version treats differently");
        for (Place place : check.databases(Server.SOURCE)) {
            removed(facts, check, place);
            nullable(facts, check, place);
            each(check, place, facts.at(place).ask("columns-of-type", "oid"), SchemaChecks.OID_COLUMN);
            each(check, place, facts.at(place).ask("columns-of-catalog-rows"), SchemaChecks.CATALOG_ROW);
            addresses(facts, check, place);
            money(facts, check, place);
            xml(facts, check, place);
            young(facts, check, place);
        }
        return check.work();
    }

    private static void removed(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("removed-features")) {
            if (check.version(Server.TARGET).atLeast((int) row.number("since"))) {
                check.found(
                        REMOVED.get(row.text("id")),
                        place + " " + row.text("subject"),
                        "PostgreSQL " + row.text("since") + " and later refuse it");
            }
        }
    }

    private static void nullable(Facts facts, Preflight check, Place place) {
        if (!check.version(Server.TARGET).atLeast(CHILDREN_INHERIT_NOT_NULL)) {
            return;
        }
        for (Row row : facts.at(place).ask("nullable-children")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            check.found(
                    SchemaChecks.NOT_NULL,
                    place + " " + table + "." + row.text("column"),
                    "it is NOT NULL in the parent " + row.text("parent"),
                    place,
                    "ALTER TABLE " + table.sql() + " ALTER COLUMN " + Identifier.quote(row.text("column"))
                            + " SET NOT NULL");
        }
    }

    private static void addresses(Facts facts, Preflight check, Place place) {
        if (check.version(Server.TARGET).atLeast(ADDRESSES_HAVE_AN_INDEX)) {
            for (Row row : facts.at(place).ask("address-indexes")) {
                check.found(
                        SchemaChecks.ADDRESSES,
                        place + " index " + row.text("schema") + "." + row.text("name"),
                        "it is made with inet_ops there, where its definition names no operator class");
            }
        }
    }

    private static void each(Preflight check, Place place, List<Row> columns, Check kind) {
        for (Row row : columns) {
            check.found(
                    kind,
                    place + " " + row.text("schema") + "." + row.text("name") + "." + row.text("column"),
                    "it holds " + row.text("type"));
        }
    }

    private static void money(Facts facts, Preflight check, Place place) {
        List<Row> columns = facts.at(place).ask("columns-of-type", "money");
        if (columns.isEmpty()) {
            return;
        }
        String there = check.settings(Server.TARGET, "lc_monetary").getOrDefault("lc_monetary", "");
        String here = facts.at(place).ask("settings", "lc_monetary").get(0).text("setting");
        boolean along = facts.cluster(Server.SOURCE).ask("settings-of").stream()
                .anyMatch(row -> row.text("name").equals("lc_monetary")
                        && row.maybe("role") == null
                        && place.database().equals(row.maybe("database")));
        if (!along && !here.equals(there)) {
            check.found(
                    SchemaChecks.MONEY,
                    place + " lc_monetary",
                    columns.size() + " columns hold money, such as "
                            + columns.get(0).text("name") + "." + columns.get(0).text("column") + "; lc_monetary is "
                            + here + " and on the target " + there,
                    check.cluster(Server.SOURCE),
                    "ALTER DATABASE " + Identifier.quote(place.database()) + " SET lc_monetary = "
                            + Identifier.literal(here));
        }
    }

    /** Whether the target can read a document: only trying tells how it was built. */
    private static void xml(Facts facts, Preflight check, Place place) {
        List<Row> columns = facts.at(place).ask("columns-of-type", "xml");
        if (columns.isEmpty()) {
            return;
        }
        try {
            facts.cluster(Server.TARGET).query("SELECT '<a/>'::pg_catalog.xml::text");
        } catch (PostgresException e) {
            check.found(
                    SchemaChecks.XML,
                    place.toString(),
                    columns.size() + " columns hold xml, and the target says: " + e.getMessage());
        }
    }

    private static void young(Facts facts, Preflight check, Place place) {
        MajorVersion source = check.version(Server.SOURCE);
        if (facts.plan().reverse().enabled() && !source.atLeast(INFINITE_NUMERIC)) {
            List<Row> columns = facts.at(place).ask("columns-of-type", "numeric");
            if (!columns.isEmpty()) {
                check.found(
                        SchemaChecks.YOUNG_VALUES,
                        place.toString(),
                        columns.size() + " columns hold numeric, which PostgreSQL " + source
                                + " reads no infinity into");
            }
        }
    }
}
