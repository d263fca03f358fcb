package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A schema with every kind of object, and with all that replication leaves out, is taken over and back on one pair of servers; then
 * both catalogs are compared object by object, and the rows of what is carried row by row. What differs stands in {@link #KNOWN}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class EverythingIT {
    private static final String NAME = "everything";

    /** Which lines of a catalog may be missing or other on the target, and why. */
    private static final Map<String, String> KNOWN = Map.of(
            "- publication: taken_by_others: .*", "publications of others are named by the check, with their statement",
            "[-+] large objects: .*", "written by this test meanwhile, and compared one by one",
            "-  \\| setting: role database: lock_timeout=0", "a setting of all roles is named by the check",
            "-  \\| setting: role postgres database: work_mem=9MB", "so is one of a role that the target has already");

    /** Everything of the extension's tables and of unlogged ones, in an order that does not depend on where they lie. */
    private static final List<String> CARRIED = List.of(
            "SELECT c::text FROM every.cart c ORDER BY id",
            "SELECT c::text FROM every.cart_line c ORDER BY 1",
            "SELECT c::text FROM every.\"Odd cart \"\"no key\"\"\" c ORDER BY 1",
            "SELECT c::text FROM every.nothing_in_it c",
            "SELECT c::text FROM odd.scratch c ORDER BY id",
            "SELECT c::text FROM odd.deferred_key c ORDER BY id",
            "SELECT c::text FROM every.import_log c ORDER BY 1",
            "SELECT c::text FROM every.import_line c ORDER BY 1",
            "SELECT c::text FROM every.heartbeat c ORDER BY id",
            "SELECT c::text FROM every.two_keys c ORDER BY a",
            "SELECT r::text FROM every.rules r WHERE id >= 1000 ORDER BY id",
            "SELECT j::text FROM every.jobs j ORDER BY id",
            "SELECT oid || ' ' || lomowner::regrole || ' ' || coalesce("
                    + "(SELECT string_agg(concat_ws(' ', nullif(grantee, 0)::regrole, privilege_type, is_grantable), ',' ORDER BY grantee::regrole::text, privilege_type)"
                    + " FROM aclexplode(lomacl)), '-') || ' '"
                    + " || coalesce(obj_description(oid, 'pg_largeobject'), '-') || ' ' || md5(lo_get(oid))"
                    + " FROM pg_largeobject_metadata ORDER BY oid");

    /** What {@code pg_stats} and {@code pg_class} say about tables that nobody but this upgrade measures. */
    private static final String KNOWN_TO_THE_PLANNER =
            "SELECT concat_ws('|', s.tablename, s.attname, inherited, null_frac, avg_width, n_distinct, most_common_vals,"
                    + " most_common_freqs, histogram_bounds, correlation, most_common_elems, most_common_elem_freqs,"
                    + " elem_count_histogram, c.reltuples, c.relpages) FROM pg_stats s JOIN pg_class c ON c.relname = s.tablename"
                    + " AND c.relnamespace = s.schemaname::text::regnamespace"
                    + " WHERE s.schemaname = 'every' AND s.tablename IN ('measured', 'measured_t', 'heartbeat')"
                    + " ORDER BY s.tablename, s.attname";

    private Lab lab;
    private Rig rig;
    private PlanFile plan;
    private CatalogSnapshot before;

    @BeforeAll
    void start() {
        lab = Lab.start(14, 18);
        rig = new Rig(lab);
        extension(SOURCE, "(1, 'of version 1')");
        extension(TARGET, "(1, 'of version 2'), (2, 'new in version 2')");
        rig.sql(
                SOURCE,
                "postgres",
                "CREATE DATABASE app CONNECTION LIMIT 90",
                "COMMENT ON DATABASE app IS 'It''s \"everything\"'",
                "ALTER DATABASE app SET work_mem = '7MB'",
                "ALTER DATABASE app SET search_path = '$user', public, \"Odd, schema\"");
        Comparison.load(lab.login(SOURCE, "app"), "odd.sql");
        Comparison.load(lab.login(SOURCE, "app"), "everything.sql");
        rig.sql(
                SOURCE,
                "postgres",
                "REVOKE TEMPORARY ON DATABASE app FROM PUBLIC",
                "GRANT CREATE ON DATABASE app TO odd_owner WITH GRANT OPTION",
                "ALTER ROLE odd_reader IN DATABASE app SET statement_timeout = '5min'",
                "ALTER ROLE ALL SET lock_timeout = 0",
                "ALTER ROLE postgres SET work_mem = '9MB'");
        before = CatalogSnapshot.of(lab);
        plan = rig.plan(
                NAME,
                "[app]",
                "traffic: {kind: fence}",
                "publication: listed",
                "check: {rehearseSchema: true}",
                "tables:",
                "  - {table: odd.keyless, by: full}",
                "  - {table: odd.no_columns, by: full}",
                "  - {table: odd.unique_nullable, by: full}",
                "  - {table: odd.deferred_key, by: pause}",
                "  - {table: every.import_log, by: pause}",
                "  - {table: every.import_line, by: pause}",
                "  - {table: every.heartbeat, by: pause}",
                "  - {table: every.two_keys, by: index, index: two_keys_b}",
                "statistics: transfer",
                "unloggedTables: copy",
                "extensionTables: copy",
                "largeObjects: copy",
                "acknowledge: [{finding: D-34, because: a test}, {finding: PF-E09, because: a test},"
                        + " {finding: PF-X02, because: a test}]");
        rig.upgrades.add(plan);
    }

    @AfterAll
    void stop() {
        rig.close();
        lab.close();
    }

    /** A small extension with a table of rules, of which those from 1000 on are the users', and one that is all theirs. */
    private void extension(Server server, String rules) {
        Path folder = Path.of(
                rig.query(server, "postgres", "SELECT setting FROM pg_config() WHERE name = 'SHAREDIR'")
                        .get(0),
                "extension");
        try {
            Files.writeString(
                    folder.resolve("pgbaton_rules.control"),
                    "default_version = '1.0'\nrelocatable = false\nschema = every\n");
            Files.writeString(folder.resolve("pgbaton_rules--1.0.sql"), """
                    CREATE TABLE @extschema@.rules (id integer PRIMARY KEY, rule text);
                    INSERT INTO @extschema@.rules VALUES %s;
                    CREATE TABLE @extschema@.jobs (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, command text);
                    SELECT pg_catalog.pg_extension_config_dump('@extschema@.rules', 'WHERE id >= 1000');
                    SELECT pg_catalog.pg_extension_config_dump('@extschema@.jobs', '');
                    """.formatted(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Fires({"PF-R03-copied", "PF-R18-copied", "PF-E02-copied", "PF-R21-copied", "PF-O01-publication", "PF-Y14-setting"})
    @Test
    @Order(1)
    void the_check_names_what_does_not_move_by_itself() {
        List<Finding> findings = rig.upgrades.check(plan.plan());
        Fires.Proof.told(findings);

        assertThat(findings.stream().map(finding -> finding.id() + " " + finding.subject()))
                .contains(
                        "PF-R02 source/app every.two_keys",
                        "PF-R03-copied source/app every.import_log",
                        "PF-R03-copied source/app every.heartbeat",
                        "PF-R18-copied source/app every.cart",
                        "PF-E02-copied source/app every.rules",
                        "PF-R21-copied source/app large objects",
                        "PF-O01-publication source/app publication taken_by_others",
                        "PF-Y14-setting target ROLE ALL lock_timeout",
                        "PF-Y14-setting target ROLE \"postgres\" work_mem");
        assertThat(findings.stream().filter(finding -> finding.severity() != Finding.Severity.INFO))
                .as("conversions and aggregates of 14 and later, and what the plan has carried, are in nobody's way")
                .extracting(Finding::id)
                .containsOnly("D-34", "PF-E09", "PF-X02");
        assertThat(findings.toString()).doesNotContain("mapped");
    }

    @Test
    @Order(2)
    void the_dry_run_tells_what_is_done_with_each_table() {
        assertThat(rig.upgrades.dryRun(plan.plan()).toString())
                .contains("[every.two_keys, 0, ")
                .contains("followed by the index two_keys_b, which becomes its replica identity (by: index)")
                .contains("not followed: all of it is copied in the pause (by: pause)")
                .contains("followed by whole rows: each row that changes is searched for in all of it (by: full)");
    }

    @Test
    @Order(2)
    void nothing_that_is_printed_shows_the_password_of_a_user_mapping() {
        assertThat(rig.upgrades.dryRun(plan.plan()).toString())
                .contains("CREATE USER MAPPING FOR odd_reader SERVER elsewhere")
                .doesNotContain("mapped");
    }

    @Test
    @Order(3)
    void the_planner_knows_on_the_target_what_it_knew_on_the_source() {
        rig.reach(NAME, Goal.IN_SYNC);
        List<String> known = rig.query(SOURCE, "app", KNOWN_TO_THE_PLANNER);
        assertThat(known).hasSizeGreaterThan(10);
        assertThat(rig.query(TARGET, "app", KNOWN_TO_THE_PLANNER)).isEqualTo(known);
        assertThat(rig.query(
                        TARGET,
                        "app",
                        "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'every' AND last_analyze IS NOT NULL"
                                + " AND relname IN ('measured', 'unmeasured')"))
                .as("what was measured anew")
                .containsExactly("unmeasured");
        assertThat(rig.query(
                        TARGET, "app", "SELECT attname FROM pg_stats WHERE tablename = 'unmeasured' ORDER BY attname"))
                .containsExactly("id", "n");
        assertThat(rig.query(TARGET, "app", "SELECT count(*) FROM pgbaton_everything.statistic"))
                .as("values that are left lying about")
                .containsExactly("0");
    }

    @Test
    @Order(4)
    void a_row_that_does_not_arrive_in_the_pause_lets_nobody_write_on_the_target() {
        rig.reach(NAME, Goal.IN_SYNC);
        rig.sql(SOURCE, "app", "INSERT INTO every.eats VALUES (1)");
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains("9 rows were read and 0 written").contains("import_log");
        rig.sql(SOURCE, "app", "DELETE FROM every.eats");
        assertThat(rig.query(SOURCE, "app", "SELECT count(*) FROM every.import_log"))
                .containsExactly("9");
    }

    @Test
    @Order(5)
    void everything_is_on_the_target_after_the_switchover() {
        rig.reach(NAME, Goal.IN_SYNC);
        assertThat(rig.upgrades.status(NAME).databases().get(0).drift())
                .as("what is not alike on both servers")
                .isEmpty();
        assertThat(rig.query(TARGET, "app", "SELECT count(*) FROM every.import_log"))
                .as("what is left to the pause")
                .containsExactly("0");
        io.pgbaton.engine.Comparison compared = rig.upgrades.compare(NAME, pace -> {});
        assertThat(compared.same()).as(compared.sentence()).isTrue();
        assertThat(compared.tables().toString()).contains("every.two_keys").doesNotContain("import_log");
        writeOn(SOURCE);
        List<List<String>> rows = carried(SOURCE);
        rig.reach(NAME, Goal.SWITCHED_OVER);

        assertThat(carried(TARGET)).isEqualTo(rows);
        assertThat(rig.upgrades.status(NAME).wayBack()).satisfies(back -> {
            assertThat(back.possible()).isTrue();
            assertThat(back.lost()).isEmpty();
            assertThat(back.carried().toString())
                    .contains("every.cart")
                    .contains("every.import_log")
                    .contains("every.rules")
                    .contains("large objects");
        });
        assertThat(rig.query(TARGET, "app", "SELECT rule FROM every.rules WHERE id < 1000 ORDER BY id"))
                .as("an extension's own rows are those of its version there")
                .containsExactly("of version 2", "new in version 2");
        assertThat(rig.query(TARGET, "app", "SELECT id FROM every.a_third")).containsExactly("11");
    }

    @Test
    @Order(6)
    void what_was_written_since_comes_back_with_a_switch_back() {
        writeOn(TARGET);
        List<List<String>> rows = carried(TARGET);
        rig.reach(NAME, Goal.SWITCHED_BACK);

        assertThat(carried(SOURCE)).isEqualTo(rows);
        assertThat(rig.query(SOURCE, "app", "SELECT rule FROM every.rules WHERE id < 1000 ORDER BY id"))
                .containsExactly("of version 1");
    }

    @Test
    @Order(7)
    void when_all_is_done_the_catalogs_tell_no_difference_but_the_known_ones() {
        writeOn(SOURCE);
        List<List<String>> rows = carried(SOURCE);
        rig.reach(NAME, Goal.SWITCHED_OVER);
        rig.reach(NAME, Goal.FINISHED);
        CatalogSnapshot after = CatalogSnapshot.of(lab);

        assertThat(carried(TARGET)).isEqualTo(rows);
        assertThat(rig.journal.moves(NAME).toString() + rig.upgrades.report(NAME))
                .as("secrets of user mappings in the journal and the report")
                .doesNotContain("mapped");
        assertThat(CatalogSnapshot.differences(before.database(SOURCE, "app"), after.database(SOURCE, "app")))
                .as("what is left on the source")
                .filteredOn(line -> !line.matches("[-+] large objects: .*"))
                .isEmpty();
        assertThat(CatalogSnapshot.differences(
                        Majors.alike(before.database(SOURCE, "app")), Majors.alike(after.database(TARGET, "app"))))
                .as("the database on the target")
                .allMatch(line -> KNOWN.keySet().stream().anyMatch(line::matches));
        assertThat(CatalogSnapshot.differences(
                        Majors.cluster(before.of(SOURCE), "app"), Majors.cluster(after.of(TARGET), "app")))
                .as("roles, settings and the database as such on the target")
                .allMatch(line -> KNOWN.keySet().stream().anyMatch(line::matches));
    }

    private List<List<String>> carried(Server server) {
        return CARRIED.stream().map(sql -> rig.query(server, "app", sql)).toList();
    }

    /** Rows that come, change and go. */
    private void writeOn(Server server) {
        rig.sql(
                server,
                "app",
                "INSERT INTO every.cart (t, i, m) VALUES ('new', '1 month', 3)",
                "DELETE FROM every.cart_line WHERE cart = (SELECT min(cart) FROM every.cart_line)",
                "UPDATE every.\"Odd cart \"\"no key\"\"\" SET c = c || '!'",
                "INSERT INTO every.import_log (c, n) SELECT 'one more', max(n) + 1 FROM every.import_log",
                "DELETE FROM every.import_line WHERE log = (SELECT min(log) FROM every.import_line)",
                "UPDATE every.heartbeat SET at = at + interval '1 day' WHERE id > 3",
                "UPDATE odd.deferred_key SET t = t || '!' WHERE id % 2 = 0",
                "UPDATE every.two_keys SET c = c || 'x' WHERE a > 5",
                "DELETE FROM every.two_keys WHERE a = (SELECT min(a) FROM every.two_keys)",
                "INSERT INTO every.rules SELECT max(id) + 1000, 'one more' FROM every.rules",
                "INSERT INTO every.jobs (command) VALUES ('more work')",
                "DELETE FROM every.jobs WHERE id = (SELECT min(id) FROM every.jobs)",
                "SELECT lo_create(0), lo_from_bytea(0, 'new on the " + server.word() + "')",
                "SELECT lo_put(50002, length(lo_get(50002)), 'longer')",
                "SELECT lo_unlink(min(oid)) FROM pg_largeobject_metadata WHERE oid > 50007",
                "SELECT lo_unlink(50004)",
                "SELECT lo_truncate(lo_open(50001, 131072), 5000)",
                "SELECT lo_put(50001, 7000, 'behind a hole')",
                "ALTER LARGE OBJECT 50006 OWNER TO " + (server == SOURCE ? "odd_reader" : "postgres"),
                "SELECT lo_from_bytea(50004, 'again')");
    }
}
