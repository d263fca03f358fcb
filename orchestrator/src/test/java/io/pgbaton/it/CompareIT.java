package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.Comparison.Kind;
import io.pgbaton.engine.Comparison.Verdict;
import io.pgbaton.engine.ComparisonPace;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.Outcome;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was changed behind the back of replication is found and named, and nothing else is, while clients write. */
class CompareIT {
    private static final String NAME = "compared";

    /** A type, a value, and one that is another value even where PostgreSQL calls both equal. */
    private static final String[][] TYPES = {
        {"boolean", "true", "false"},
        {"smallint", "1", "2"},
        {"integer", "1", "2"},
        {"bigint", "9223372036854775807", "9223372036854775806"},
        {"bigint", "1", "4294967296"},
        {"numeric", "1.0", "1.00"},
        {"numeric", "1.5", "-1.5"},
        {"numeric", "NaN", "0"},
        {"numeric(20,4)", "-12345678901234.5678", "-12345678901234.5679"},
        {"real", "0", "-0"},
        {"double precision", "1.1", "1.1000000000000003"},
        {"double precision", "NaN", "Infinity"},
        {"money", "1234.56", "1234.57"},
        {"text", "a", "A"},
        {"text", "", "null"},
        {"text", "a,b", "a\",\"b"},
        {"varchar(20)", "grün", "gruen"},
        {"character(5)", "ab", "abc"},
        {"bpchar", "ab", "ab "},
        {"\"char\"", "x", "y"},
        {"name", "one", "two"},
        {"bytea", "\\x00ff", "\\x00fe"},
        {"date", "infinity", "2021-02-03"},
        {"time", "24:00", "00:00"},
        {"timetz", "12:00+01", "11:00+00"},
        {"timestamp", "2021-02-03 04:05:06.7", "2021-02-03 04:05:06.700001"},
        {"timestamp", "2000-01-01 00:00:00.000001", "2000-01-01 01:11:34.967296"},
        {"timestamptz", "2021-02-03 04:05:06.7+01", "2021-02-03 04:05:06.7+02"},
        {"interval", "1 mon", "30 days"},
        {"uuid", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"},
        {"inet", "10.0.0.1/8", "10.0.0.1"},
        {"cidr", "10.0.0.0/8", "10.0.0.0/9"},
        {"macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:04"},
        {"macaddr8", "08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"},
        {"bit(4)", "0101", "0111"},
        {"bit varying", "01", "010"},
        {"json", "{\"a\": 1}", "{\"a\":1}"},
        {"jsonb", "{\"a\": 1.0}", "{\"a\": 1.00}"},
        {"jsonpath", "$.a", "$.b"},
        {"xml", "<a/>", "<a></a>"},
        {"point", "(1,2)", "(1,2.0000000000000004)"},
        {"line", "{1,2,3}", "{1,2,4}"},
        {"lseg", "[(0,0),(1,1)]", "[(0,0),(1,2)]"},
        {"box", "(1,1),(0,0)", "(1,2),(0,0)"},
        {"path", "((0,0),(1,1))", "[(0,0),(1,1)]"},
        {"polygon", "((0,0),(1,1),(1,0))", "((0,0),(1,1),(2,0))"},
        {"circle", "<(0,0),1>", "<(0,0),2>"},
        {"int4range", "[1,3)", "[1,4)"},
        {"numrange", "[1.0,2)", "[1.00,2)"},
        {"tstzrange", "[2021-01-01 00:00+00,)", "(2021-01-01 00:00+00,)"},
        {"integer[]", "{1,2,3,4}", "{{1,2},{3,4}}"},
        {"integer[]", "{1,2}", "[0:1]={1,2}"},
        {"text[]", "{NULL}", "{\"NULL\"}"},
        {"double precision[]", "{0}", "{-0}"},
        {"tsvector", "a:1 b:2", "a:1 b:3"},
        {"tsquery", "a & b", "a | b"},
        {"oid", "1", "4294967295"},
        {"xid", "1", "2"},
        {"pg_lsn", "0/1", "16/B374D848"},
        {"regclass", "pg_class", "pg_type"},
        {"mood", "sad", "so so"},
        {"mood[]", "{sad}", "{so so}"},
        {"point3", "(1,2.5,a)", "(1,2.50,a)"},
        {"percent", "1.0", "1.00"},
        {"even", "2", "4"},
        {"text COLLATE blurred", "a", "A"},
    };

    private static final String[] TYPES_OF_OURS = {
        "CREATE TYPE mood AS ENUM ('sad', 'so so')",
        "CREATE TYPE point3 AS (x integer, y numeric, label text)",
        "CREATE DOMAIN percent AS numeric CHECK (VALUE < 100)",
        "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
        "CREATE DOMAIN even AS positive CHECK (VALUE % 2 = 0)",
        "CREATE COLLATION blurred (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
    };

    private static final String[] SHAPES = {
        "CREATE TABLE empty (id int PRIMARY KEY)",
        "CREATE TABLE no_columns ()",
        "INSERT INTO no_columns DEFAULT VALUES",
        "CREATE TABLE keyless (a int, t text)",
        "INSERT INTO keyless SELECT i % 5, 'many' FROM generate_series(1, 50) i",
        "CREATE SCHEMA \"Odd \"\"Schéma\"",
        "CREATE TABLE \"Odd \"\"Schéma\".\"Order Items\" (\"Item's Id\" uuid, \"Größe\" text COLLATE blurred, t text,"
                + " PRIMARY KEY (\"Größe\", \"Item's Id\"))",
        "INSERT INTO \"Odd \"\"Schéma\".\"Order Items\" SELECT ('00000000-0000-0000-0000-00000000000' || i)::uuid,"
                + " 'it''s \\ ' || i, 'x' FROM generate_series(1, 9) i",
        "CREATE TABLE parted (id bigint, at date, t text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE parted_old PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2020-01-01')",
        "CREATE TABLE parted_new PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)",
        "INSERT INTO parted SELECT i, date '2019-12-01' + i, 't' FROM generate_series(1, 60) i",
        "CREATE TABLE parent (id int PRIMARY KEY, t text)",
        "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
        "INSERT INTO parent VALUES (1, 'parent')",
        "INSERT INTO child VALUES (1, 'child')",
        "CREATE TABLE computed (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED)",
        "INSERT INTO computed SELECT i, i FROM generate_series(1, 9) i",
        "CREATE TABLE huge (id int PRIMARY KEY, t text, b bytea)",
        "INSERT INTO huge SELECT i, repeat('long enough ', 400000), decode(repeat('00ff', 1000000), 'hex')"
                + " FROM generate_series(1, 3) i",
        "CREATE TABLE ranged (a text COLLATE \"C\", b int, t text, PRIMARY KEY (a, b))",
        "INSERT INTO ranged SELECT 'k' || i % 7, i, 'x' FROM generate_series(1, 3000) i",
        "CREATE TABLE backwards (id int NOT NULL, t text)",
        "CREATE UNIQUE INDEX backwards_key ON backwards (id DESC)",
        "ALTER TABLE backwards REPLICA IDENTITY USING INDEX backwards_key",
        "INSERT INTO backwards SELECT i, 'x' FROM generate_series(1, 3000) i",
        "CREATE TABLE by_column (id int PRIMARY KEY, a int, b text, c numeric, \"D d\" timestamptz)",
        "INSERT INTO by_column VALUES (1, 1, 'b', 1, now())"
    };

    /** What is done on the target alone, table by table. */
    private static final String[] BEHIND_THE_BACK = {
        "INSERT INTO empty VALUES (7)",
        "INSERT INTO no_columns DEFAULT VALUES",
        "INSERT INTO keyless VALUES (3, 'many')",
        "DELETE FROM keyless WHERE ctid = (SELECT min(ctid) FROM keyless WHERE a = 4)",
        "UPDATE \"Odd \"\"Schéma\".\"Order Items\" SET t = 'y' WHERE \"Größe\" LIKE '%3' COLLATE \"C\"",
        "UPDATE parted SET t = 'other' WHERE id = 3",
        "DELETE FROM parted WHERE id = 60",
        "UPDATE child SET t = 'other'",
        "UPDATE computed SET n = 0 WHERE id = 5",
        "UPDATE huge SET t = overlay(t placing '!' from 4799999) WHERE id = 1",
        "UPDATE huge SET b = set_byte(b, 1999999, 1) WHERE id = 3",
        "DELETE FROM ranged WHERE b IN (1, 1500, 3000)",
        "INSERT INTO ranged VALUES ('', 0, 'first'), ('z', 9999, 'last')",
        "UPDATE ranged SET t = 'y' WHERE b = 1501",
        "UPDATE backwards SET t = 'y' WHERE id IN (1, 3000)",
        "UPDATE by_column SET a = 2, \"D d\" = NULL"
    };

    @ParameterizedTest(name = "{0} to {1}: by {2}")
    @CsvSource({"13, 18, canonical text", "15, 18, record hash"})
    void finds_every_row_that_was_changed_behind_replications_back(int source, int target, String method) {
        try (Lab lab = Lab.start(source, target);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            rig.sql(SOURCE, "app", TYPES_OF_OURS);
            rig.sql(SOURCE, "app", typeTables());
            rig.sql(SOURCE, "app", SHAPES);
            rig.upgrades.add(rig.plan(
                    NAME,
                    "[app]",
                    "traffic: {kind: fence}",
                    "tablesWithoutKey: full",
                    "compare: {rowsPerRange: 700, rounds: 2}"));
            rig.reach(NAME, Goal.IN_SYNC);
            rig.sql(
                    TARGET,
                    "postgres",
                    "ALTER DATABASE app SET timezone = 'Asia/Tokyo'",
                    "ALTER DATABASE app SET datestyle = 'German'",
                    "ALTER DATABASE app SET intervalstyle = 'iso_8601'",
                    "ALTER DATABASE app SET bytea_output = 'escape'",
                    "ALTER DATABASE app SET extra_float_digits = -5");

            Comparison same = compare(rig);
            assertThat(found(same)).as("what is the same").isEmpty();
            assertThat(same.same()).isTrue();
            assertThat(same.tables()).hasSizeGreaterThan(TYPES.length + 10);
            assertThat(same.tables()).allMatch(table -> table.method().equals(method));
            assertThat(ranges(same, "public.ranged")).isEqualTo(5);

            behind(rig, TARGET, typeChanges());
            behind(rig, TARGET, BEHIND_THE_BACK);
            Comparison different = compare(rig);
            Map<String, String> expected = new TreeMap<>();
            for (int i = 0; i < TYPES.length; i++) {
                expected.put("public." + table(i), "DIFFERS 1 v, EXTRA 4, MISSING 2");
            }
            expected.put("public.empty", "EXTRA 7");
            expected.put("public.no_columns", "EXTRA *");
            expected.put("public.keyless", "EXTRA *, MISSING *");
            expected.put("Odd \"Schéma.Order Items", "DIFFERS it's \\ 3 00000000-0000-0000-0000-000000000003 t");
            expected.put("public.parted_old", "DIFFERS 3 2019-12-04 t");
            expected.put("public.parted_new", "MISSING 60 2020-01-30");
            expected.put("public.child", "DIFFERS 1 t");
            expected.put("public.computed", "DIFFERS 5 n+twice");
            expected.put("public.huge", "DIFFERS 1 t, DIFFERS 3 b");
            expected.put(
                    "public.ranged",
                    "DIFFERS k3 1501 t, EXTRA  0, EXTRA z 9999, MISSING k1 1, MISSING k2 1500, MISSING k4 3000");
            expected.put("public.backwards", "DIFFERS 1 t, DIFFERS 3000 t");
            expected.put("public.by_column", "DIFFERS 1 a+D d");
            assertThat(found(different)).isEqualTo(expected);
            assertThat(different.same()).isFalse();
            assertThat(different.undecided()).isZero();
            assertThat(rig.upgrades.events(NAME, 0))
                    .filteredOn(event -> event.kind().equals("COMPARED"))
                    .extracting(Journal.EventEntry::message)
                    .last()
                    .asString()
                    .contains(different.differing() + " rows differ");
            assertThat(rig.report(NAME))
                    .contains("**DIFFERENT**")
                    .containsPattern("\\| app \\| public.computed \\| [0-9]+ \\| 1 \\| 0 \\|");

            List<String> repair = new ArrayList<>(rig.upgrades.repair(different));
            repair.removeIf(statement -> statement.startsWith("--"));
            rig.sql(TARGET, "app", repair.toArray(String[]::new));
            assertThat(found(compare(rig))).as("what is left once it is mended").isEmpty();

            behind(rig, TARGET, "CREATE TABLE alone (id int PRIMARY KEY)", "ALTER TABLE by_column ADD extra int");
            Comparison structure = compare(rig);
            assertThat(structure.same()).isFalse();
            assertThat(problems(structure))
                    .containsOnly(
                            Map.entry("public.alone", "the table is on the target alone"),
                            Map.entry("public.by_column", "columns that only one server has: extra on the target"));
        }
    }

    @Fires("G-01")
    @Test
    void compares_under_load_goes_on_after_an_interruption_and_guards_the_switch() {
        try (Lab lab = Lab.start(16, 18);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            io.pgbaton.it.Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
            rig.sql(
                    SOURCE,
                    "app",
                    // The largest table by far, and therefore the first to be compared, however much is written
                    // meanwhile.
                    "CREATE TABLE many (id int PRIMARY KEY, t text, filler char(300) NOT NULL DEFAULT '')",
                    "INSERT INTO many SELECT i, 'row ' || i FROM generate_series(1, 20000) i");
            rig.upgrades.add(rig.plan(
                    NAME,
                    "[app]",
                    "traffic: {kind: fence}",
                    "compare: {rowsPerRange: 1000, jobs: 1, beforeSwitch: require}"));
            assertThatThrownBy(() -> compare(rig)).isInstanceOf(NotAllowedException.class);
            rig.reach(NAME, Goal.IN_SYNC);
            try (Writer writer = Writer.start(Writer.Options.at(lab.url(SOURCE, "app"), "postgres", lab.password())
                    .clients(4)
                    .rate(200))) {
                refused(rig, "nobody has compared");
                for (int round = 0; round < 5; round++) {
                    Comparison live = compare(rig);
                    assertThat(found(live)).as("false alarms of round " + round).isEmpty();
                }
                behind(rig, TARGET, "UPDATE many SET t = 'other' WHERE id = 11000");
                Comparison planted = compare(rig);
                assertThat(found(planted)).isEqualTo(Map.of("public.many", "DIFFERS 11000 t"));
                refused(rig, "1 row differs");
                behind(rig, TARGET, "UPDATE many SET t = 'row 11000' WHERE id = 11000");
                goesOnWhereItWas(rig);
                refusesASecondOne(rig);
                provesNothingAboutRowsThatAreAlwaysWritten(rig, lab);
                writer.stop();
            }
            assertThat(found(compare(rig))).isEmpty();
            rig.reach(NAME, Goal.SWITCHED_OVER);

            rig.sql(TARGET, "app", "UPDATE many SET t = 'written after the switch' WHERE id < 100");
            assertThat(compare(rig).publisher()).isEqualTo(TARGET);
            assertThat(found(compare(rig))).isEmpty();
            behind(rig, SOURCE, "DELETE FROM many WHERE id = 5");
            assertThat(found(compare(rig))).isEqualTo(Map.of("public.many", "MISSING 5"));
        }
    }

    /** An interruption behind the first ranges; what is changed in them afterwards is not seen before a fresh comparison. */
    private static void goesOnWhereItWas(Rig rig) {
        AtomicReference<String> interrupted = new AtomicReference<>();
        assertThatThrownBy(() -> rig.upgrades.compare(NAME, pace -> {
                    interrupted.set("after " + pace.rows());
                    throw new IllegalStateException("interrupted");
                }))
                .hasMessage("interrupted");
        behind(rig, TARGET, "UPDATE many SET t = 'other' WHERE id IN (1, 19000)");
        assertThat(found(compare(rig))).isEqualTo(Map.of("public.many", "DIFFERS 19000 t"));
        assertThat(found(compare(rig))).isEqualTo(Map.of("public.many", "DIFFERS 1 t, DIFFERS 19000 t"));
        behind(rig, TARGET, "UPDATE many SET t = 'row ' || id WHERE id IN (1, 19000)");
    }

    private static void refusesASecondOne(Rig rig) {
        AtomicReference<Throwable> second = new AtomicReference<>();
        Comparison first = rig.upgrades.compare(NAME, pace -> {
            if (second.get() == null) {
                second.set(catchThrowable(() -> rig.upgrades.compareAnew(NAME, nobody -> {})));
            }
        });
        assertThat(second.get())
                .isInstanceOf(UpgradeLock.HeldException.class)
                .hasMessageContaining("are being compared already")
                .hasMessageContaining("wait for its outcome");
        assertThat(found(first)).isEmpty();
    }

    /** Each row that comes is changed on the target, and comes again and again. */
    private static void provesNothingAboutRowsThatAreAlwaysWritten(Rig rig, Lab lab) {
        behind(
                rig,
                TARGET,
                "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN IF new.id = 7 THEN new.t := new.t || '' other''; END IF; RETURN new; END'",
                "CREATE TRIGGER other BEFORE UPDATE ON many FOR EACH ROW EXECUTE FUNCTION other()",
                "ALTER TABLE many ENABLE REPLICA TRIGGER other");
        try (Busy busy = new Busy(lab, "UPDATE many SET t = 'row ' || clock_timestamp() WHERE id = 7")) {
            await().untilAsserted(() -> assertThat(busy.rounds()).isPositive());
            Comparison live = compare(rig);
            assertThat(found(live)).isEmpty();
            assertThat(live.verdict()).isEqualTo(Verdict.UNDECIDED);
            assertThat(live.undecided()).isEqualTo(1);
            assertThat(live.tables())
                    .filteredOn(table -> table.verdict() != Verdict.SAME)
                    .extracting(Comparison.Table::table)
                    .containsExactly("public.many");
            assertThat(live.sentence())
                    .contains("not decided, 1 row was written each time of looking; compare again when");
        }
        assertThat(rig.report(NAME)).contains("**UNDECIDED**");
        behind(rig, TARGET, "DROP FUNCTION other CASCADE");
        rig.sql(SOURCE, "app", "UPDATE many SET t = 'row 7' WHERE id = 7");
        refused(rig, "compare again when less is written");
    }

    /** Does the same again and again until closed. */
    private static final class Busy implements AutoCloseable {
        private final AtomicLong rounds = new AtomicLong();
        private final AtomicBoolean enough = new AtomicBoolean();
        private final Thread thread;

        Busy(Lab lab, String statement) {
            thread = new Thread(() -> {
                try (Connection connection =
                                DriverManager.getConnection(lab.url(SOURCE, "app"), "postgres", lab.password());
                        Statement session = connection.createStatement()) {
                    session.execute("SET synchronous_commit = off");
                    while (!enough.get()) {
                        session.execute(statement);
                        rounds.incrementAndGet();
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
        }

        long rounds() {
            return rounds.get();
        }

        @Override
        public void close() {
            enough.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Through the fence of the server that follows, and without a trigger. */
    private static void behind(Rig rig, Server server, String... statements) {
        List<String> all = new ArrayList<>();
        all.add("SET default_transaction_read_only = off");
        all.add("SET session_replication_role = replica");
        all.addAll(List.of(statements));
        rig.sql(server, "app", all.toArray(String[]::new));
    }

    private static void refused(Rig rig, String because) {
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains("comparison before the switch").contains(because);
        Fires.Proof.told(outcome.message());
        assertThat(rig.events).noneMatch(event -> "pause-traffic".equals(event.step()));
    }

    private static Comparison compare(Rig rig) {
        Consumer<ComparisonPace> nobody = pace -> {};
        return rig.upgrades.compare(NAME, nobody);
    }

    /** What differs, by table: kind, key and columns; the hash that stands for a row without a key as a star. */
    private static Map<String, String> found(Comparison comparison) {
        Map<String, String> found = new TreeMap<>();
        for (Comparison.Table table : comparison.tables()) {
            if (!table.differences().isEmpty() || table.problem() != null) {
                found.put(
                        table.table(),
                        table.differences().stream()
                                        .map(one -> one.kind() + " "
                                                + (table.key().isEmpty() ? "*" : String.join(" ", one.key()))
                                                + (one.kind() == Kind.DIFFERS
                                                        ? " " + String.join("+", one.columns())
                                                        : ""))
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + (table.problem() == null ? "" : " " + table.problem()));
            }
        }
        return found;
    }

    private static Map<String, String> problems(Comparison comparison) {
        Map<String, String> problems = new TreeMap<>();
        for (Comparison.Table table : comparison.tables()) {
            if (table.problem() != null) {
                problems.put(table.table(), table.problem());
            }
        }
        return problems;
    }

    private static int ranges(Comparison comparison, String name) {
        return comparison.tables().stream()
                .filter(table -> table.table().equals(name))
                .mapToInt(Comparison.Table::ranges)
                .sum();
    }

    private static String table(int type) {
        return String.format("type_%02d", type);
    }

    private static String[] typeTables() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < TYPES.length; i++) {
            String value = literal(TYPES[i][1]);
            statements.add("CREATE TABLE " + table(i) + " (id int PRIMARY KEY, v " + TYPES[i][0] + ")");
            statements.add("INSERT INTO " + table(i) + " VALUES (1, " + value + "), (2, " + value + "), (3, NULL)");
        }
        return statements.toArray(String[]::new);
    }

    private static String[] typeChanges() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < TYPES.length; i++) {
            String other = literal(TYPES[i][2]);
            statements.add("UPDATE " + table(i) + " SET v = " + other + " WHERE id = 1");
            statements.add("DELETE FROM " + table(i) + " WHERE id = 2");
            statements.add("INSERT INTO " + table(i) + " VALUES (4, " + other + ")");
        }
        return statements.toArray(String[]::new);
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
