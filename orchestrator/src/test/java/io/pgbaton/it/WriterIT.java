package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer is what every other test trusts: it has to notice what it is there for. */
class WriterIT {

    private static final Path SCRIPT = Path.of("../scripts/lab");
    private static Path folder = Path.of("");
    private static Map<String, String> lab = Map.of();
    private static String password = "";

    @BeforeAll
    static void startServers() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("writer-it");
        // the servers run as another user, who has to reach their files
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        String dir = folder.resolve("lab").toString();
        run(
                SCRIPT.toString(),
                "up",
                "15",
                "18",
                "--pgbouncer",
                "--fast",
                "--dir",
                dir,
                "--while",
                "" + ProcessHandle.current().pid());
        lab = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("lab/lab.env"))) {
            lab.put(line.split("=", 2)[0], line.split("=", 2)[1]);
        }
        password = Files.readString(Path.of(lab.get("PASSWORD_FILE"))).strip();
    }

    @AfterAll
    static void stopServers() throws IOException, InterruptedException {
        run(SCRIPT.toString(), "down", "--dir", folder.resolve("lab").toString());
        Files.delete(folder);
    }

    @BeforeEach
    void loadEmptyTables() throws SQLException {
        for (String port : List.of(lab.get("SOURCE_PORT"), lab.get("TARGET_PORT"))) {
            sql(login(port, "postgres"), "DROP DATABASE IF EXISTS app WITH (FORCE)");
            sql(login(port, "postgres"), "CREATE DATABASE app");
            Comparison.load(login(port, "app"), "writer.sql");
        }
    }

    @Test
    void every_acknowledged_commit_is_found_and_the_rate_is_kept(@TempDir Path dir) {
        var writer = Writer.start(options().ledger(dir.resolve("ledger")));
        await().until(() -> writer.acknowledged() > 600);
        var report = writer.stop();
        assertThat(report.perSecond()).isBetween(150.0, 230.0);
        assertThat(report.servers())
                .singleElement()
                .satisfies(server -> assertThat(server.version()).startsWith("15."));
        var verdict = verify(writer);
        assertThat(verdict)
                .returns(true, Writer.Verdict::exact)
                .returns(report.acknowledged(), Writer.Verdict::acknowledged);
        assertThat(Writer.verify(source(), Writer.Ledger.read(dir.resolve("ledger"))))
                .isEqualTo(verdict);
    }

    @Test
    void a_pause_of_pgbouncer_stalls_every_client_and_fails_none() throws Exception {
        var writer = Writer.start(options());
        await().until(() -> writer.acknowledged() > 200);
        var before = Instant.now();
        console("PAUSE app");
        await().until(() -> Instant.now().isAfter(before.plusMillis(500)));
        console("RESUME app");
        long then = writer.acknowledged();
        await().until(() -> writer.acknowledged() > then + 200);
        var report = writer.stop();
        assertThat(report).returns(0L, Writer.Report::failed).returns(0L, Writer.Report::inDoubt);
        assertThat(report.longestStall().millis()).isBetween(400.0, 5000.0);
        assertThat(report.longestSilence().millis()).isBetween(400.0, 5000.0);
        assertThat(writer.ledger().stallAround(before, Duration.ofSeconds(1))).isEqualTo(report.longestStall());
        assertThat(verify(writer).exact()).isTrue();
    }

    @Test
    void without_retries_a_killed_connection_is_a_failed_transaction() throws SQLException {
        var writer = Writer.start(direct().rate(2000));
        await().until(() -> writer.acknowledged() > 200);
        killClients();
        await().until(() -> writer.report().failed() + writer.report().inDoubt() > 0);
        var report = writer.stop();
        assertThat(report.failures())
                .allSatisfy(failure -> assertThat(failure.sqlState()).matches("57P01|08...|"));
        assertThat(verify(writer).exact()).isTrue();
    }

    @Test
    void with_retries_killed_connections_and_a_crash_of_the_server_leave_the_ledger_exact() throws Exception {
        var writer = Writer.start(direct().rate(1000).onError(Writer.OnError.RETRY));
        for (int times = 1; times <= 20; times++) {
            long then = writer.acknowledged();
            await().until(() -> writer.acknowledged() > then + 50);
            killClients();
        }
        run(SCRIPT.toString(), "stop-server", "source", "immediate", "--dir", lab.get("LAB_DIR"));
        run(SCRIPT.toString(), "start-server", "source", "--dir", lab.get("LAB_DIR"));
        long then = writer.acknowledged();
        await().until(() -> writer.acknowledged() > then + 100);
        var report = writer.stop();
        assertThat(report).returns(0L, Writer.Report::failed).returns(0L, Writer.Report::inDoubt);
        assertThat(report.retriedAttempts()).isPositive();
        assertThat(verify(writer).exact()).isTrue();
    }

    @Test
    void a_sequence_that_falls_back_fails_a_transaction() throws SQLException {
        var writer = Writer.start(options());
        await().until(() -> writer.acknowledged() > 200);
        sql(source(), "SELECT setval('writer.ticket_number', 1001)");
        await().until(() -> writer.report().failed() > 0);
        assertThat(writer.stop().failures())
                .allSatisfy(failure -> assertThat(failure.sqlState()).isEqualTo("23505"));
        assertThat(verify(writer).exact()).isTrue();
    }

    @Test
    void it_finds_lost_doubled_invented_altered_and_torn_rows_and_wrong_balances() throws SQLException {
        var writer = Writer.start(options().clients(2));
        await().until(() -> writer.acknowledged() > 60);
        writer.stop();
        assertThat(verify(writer).exact()).isTrue();
        sql(source(), "DELETE FROM writer.ledger WHERE client = 0 AND n IN (3, 4)");
        sql(source(), "ALTER TABLE writer.ledger DROP CONSTRAINT ledger_once");
        copyRow("client, n", "client = 1 AND n = 5");
        copyRow("client, n + 100000", "client = 1 AND n = 7");
        sql(source(), "UPDATE writer.ledger SET payload = '?' WHERE client = 1 AND n = 10");
        var verdict = verify(writer);
        assertThat(verdict.examples()).isNotEmpty();
        assertThat(verdict)
                .returns(2L, Writer.Verdict::lost)
                .returns(1L, Writer.Verdict::doubled)
                .returns(1L, Writer.Verdict::invented)
                .returns(1L, Writer.Verdict::altered)
                .returns(1L, Writer.Verdict::torn)
                .returns(2L, Writer.Verdict::wrongBalances)
                .returns(false, Writer.Verdict::exact);
    }

    @Test
    void the_odd_schema_is_equal_on_two_majors_until_one_row_differs() throws SQLException {
        Comparison.load(source(), "odd.sql");
        Comparison.load(target(), "odd.sql");
        var compared = Comparison.of(source(), target());
        assertThat(compared.tables()).isGreaterThan(45);
        // one holds the time of its making, the other a column that only 18 can have
        assertThat(compared.differences()).extracting("table").isSubsetOf("odd.audit", "odd.computed");

        sql(source(), "UPDATE odd.rate SET factor = 3 WHERE code = 'std'; INSERT INTO odd.keyless VALUES (1, 'same')");
        assertThat(Comparison.of(source(), target(), "odd.rate").differences())
                .singleElement()
                .satisfies(one -> assertThat(one)
                        .returns(1L, Comparison.Difference::onlyInFirst)
                        .returns(1L, Comparison.Difference::onlyInSecond)
                        .returns(
                                List.of("only in the second: (std,1.2)", "only in the first: (std,3)"),
                                Comparison.Difference::examples));
        assertThat(Comparison.of(source(), target(), "odd.keyless").differences())
                .singleElement()
                .satisfies(one -> assertThat(one).returns(1L, Comparison.Difference::onlyInFirst));
        sql(target(), "DROP TABLE odd.keyless");
        assertThat(Comparison.of(source(), target(), "odd.keyless").same()).isFalse();
    }

    private static void copyRow(String key, String where) throws SQLException {
        sql(
                source(),
                "INSERT INTO writer.ledger (run, client, n, amount, payload) SELECT run, " + key
                        + ", amount, payload FROM writer.ledger WHERE " + where);
    }

    private static void killClients() throws SQLException {
        sql(
                source(),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'writer' AND pid <> pg_backend_pid()");
    }

    private static Writer.Options options() {
        return options("PGBOUNCER_PORT");
    }

    private static Writer.Options direct() {
        return options("SOURCE_PORT");
    }

    private static Writer.Options options(String port) {
        return Writer.Options.at(login(lab.get(port), "app").url(), "postgres", password);
    }

    private static Writer.Login source() {
        return login(lab.get("SOURCE_PORT"), "app");
    }

    private static Writer.Login target() {
        return login(lab.get("TARGET_PORT"), "app");
    }

    private static Writer.Login login(String port, String database) {
        return new Writer.Login("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", password);
    }

    private static Writer.Verdict verify(Writer writer) {
        return Writer.verify(source(), writer.ledger());
    }

    private static void sql(Writer.Login login, String sql) throws SQLException {
        try (var connection = login.open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void console(String command) throws IOException, InterruptedException {
        run(
                lab.get("CLIENT_BIN") + "/psql",
                "-qX",
                "-d",
                "host=127.0.0.1 port=" + lab.get("PGBOUNCER_PORT") + " dbname=pgbouncer user=pgbouncer",
                "-c",
                command);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        if (lab.containsKey("PGBOUNCER_CONSOLE_PASSWORD_FILE")) {
            builder.environment()
                    .put(
                            "PGPASSWORD",
                            Files.readString(Path.of(lab.get("PGBOUNCER_CONSOLE_PASSWORD_FILE")))
                                    .strip());
        }
        var process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("took over 5 minutes: " + String.join(" ", command));
        }
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
