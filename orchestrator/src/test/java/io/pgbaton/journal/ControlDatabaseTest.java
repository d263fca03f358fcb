package io.pgbaton.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.journal.ControlDatabase.UnusableException;
import io.pgbaton.upgrade.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlDatabaseTest {
    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable database : opened) {
            database.close();
        }
    }

    private DataSource open(Path file) {
        DataSource database = ControlDatabase.open(file);
        synchronized (opened) {
            opened.add((AutoCloseable) database);
        }
        return database;
    }

    @Test
    void the_file_its_companions_and_its_new_directories_belong_to_their_owner_alone() throws IOException {
        Path file = directory.resolve("state/pgbaton/control.db");
        new JdbcJournal(open(file)).create("a", "p", "t", "d", List.of(), "anna");
        assertThat(mode(directory.resolve("state"))).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("state/pgbaton"))).isEqualTo("rwx------");
        for (String companion : List.of("", "-wal", "-shm")) {
            assertThat(mode(Path.of(file + companion)))
                    .as("control.db" + companion)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_file_that_others_can_read_is_closed_to_them() throws IOException {
        Path file = Files.createFile(directory.resolve("control.db"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        open(file);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(Path.of(file + "-wal"))).isEqualTo("rw-------");
    }

    @Test
    void every_connection_flushes_waits_for_its_turn_and_checks_references() throws SQLException {
        DataSource database = open(directory.resolve("control.db"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(pragma(statement, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(statement, "synchronous")).isEqualTo("2");
            assertThat(pragma(statement, "busy_timeout")).isEqualTo("10000");
            assertThat(pragma(statement, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(statement, "wal_autocheckpoint")).isEqualTo("8000");
        }
    }

    @Test
    void a_path_below_a_file_is_refused_with_the_path() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertRefused(file.resolve("sub/control.db"), "directory cannot be made");
    }

    @Test
    void a_directory_in_place_of_the_file_is_refused() {
        assertRefused(directory, "it is a directory");
    }

    @Test
    void a_directory_that_cannot_be_written_is_refused() throws IOException {
        Path closed = Path.of("/proc/self");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(closed));
        assertThatThrownBy(() -> open(closed.resolve("control.db")))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("/control.db cannot be used: ");
    }

    @Test
    void a_path_that_sqlite_would_misread_is_refused() {
        assertRefused(directory.resolve("control?mode=memory.db"), "question mark");
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_alone() throws IOException {
        Path file = directory.resolve("control.db");
        String text = "name: orders\n".repeat(1000);
        Files.writeString(file, text);
        assertRefused(file, "not a SQLite database");
        assertThat(file).hasContent(text);
    }

    @Test
    void a_database_of_another_program_is_refused_and_left_alone() throws SQLException {
        Path file = directory.resolve("control.db");
        change(file, "CREATE TABLE photos (id INTEGER)");
        assertRefused(file, "not a journal of pgbaton");
        change(file, "INSERT INTO photos VALUES (1)");
    }

    @Test
    void a_journal_that_a_newer_version_wrote_is_refused() throws Exception {
        Path file = directory.resolve("control.db");
        ((AutoCloseable) ControlDatabase.open(file)).close();
        change(
                file,
                "INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', 1, installed_by,"
                        + " installed_on, execution_time, success FROM flyway_schema_history WHERE version = '1'");
        assertRefused(file, "newer pgbaton");
    }

    @Test
    void the_newest_migration_is_the_one_that_the_program_knows() throws SQLException {
        DataSource database = open(directory.resolve("control.db"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var newest = statement.executeQuery(
                        "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1")) {
            assertThat(newest.getString(1)).isEqualTo(ControlDatabase.SCHEMA);
        }
    }

    @Test
    void the_history_cannot_be_rewritten() throws Exception {
        Path file = directory.resolve("control.db");
        new JdbcJournal(open(file)).create("a", "p", "t", "d", List.of(), "anna");
        assertThatThrownBy(() -> change(file, "DELETE FROM event")).hasMessageContaining("append-only");
        assertThatThrownBy(() -> change(file, "UPDATE event SET who = 'x'")).hasMessageContaining("append-only");
    }

    @Test
    void many_may_open_a_new_file_at_once() throws Exception {
        Path file = directory.resolve("control.db");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<DataSource>> all = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> open(file)))
                    .toList();
            for (Future<DataSource> one : all) {
                assertThat(new JdbcJournal(one.get(30, TimeUnit.SECONDS)).all()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void many_processes_may_open_a_new_file_at_once() throws Exception {
        Path file = directory.resolve("control.db");
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opening.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process one : all) {
            String said = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(one.waitFor()).as(said).isZero();
        }
    }

    /** A process that opens the control database and goes. */
    static final class Opening {
        public static void main(String[] files) throws Exception {
            ((AutoCloseable) ControlDatabase.open(Path.of(files[0]))).close();
        }
    }

    @Test
    void an_interrupted_thread_can_still_write_what_became_of_its_move() {
        Journal journal = new JdbcJournal(open(directory.resolve("control.db")));
        journal.create("a", "p", "t", "d", List.of(), "anna");
        long epoch = journal.claim("a", "A");
        Thread.currentThread().interrupt();
        long move = journal.intend("a", epoch, 1, Phase.REPLICATING, "s", "k", "{}");
        journal.settle("a", epoch, move, MoveState.DONE, null, null);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(journal.moves("a")).hasSize(1);
    }

    @Test
    void a_journal_that_cannot_be_reached_says_so() throws Exception {
        DataSource database = open(directory.resolve("control.db"));
        Journal journal = new JdbcJournal(database);
        ((AutoCloseable) database).close();
        assertThatThrownBy(() -> journal.claim("a", "A"))
                .isInstanceOf(Journal.UnavailableException.class)
                .hasMessageStartingWith("the journal is not available: ");
        assertThatThrownBy(journal::all).isInstanceOf(Journal.UnavailableException.class);
    }

    @Test
    void a_move_costs_the_write_pause_little() {
        Journal journal = new JdbcJournal(open(directory.resolve("control.db")));
        journal.create("a", "p", "t", "d", List.of(), "anna");
        long epoch = journal.claim("a", "A");
        long[] nanos = IntStream.range(0, 1000)
                .mapToLong(i -> {
                    long start = System.nanoTime();
                    long move = journal.intend("a", epoch, 1, Phase.SWITCHING_OVER, "s", "k" + i, "{}".repeat(500));
                    journal.settle("a", epoch, move, MoveState.DONE, null, null);
                    return System.nanoTime() - start;
                })
                .skip(200)
                .sorted()
                .toArray();
        System.out.printf(
                "intend and settle: median %d us, 99%% %d us, worst %d us%n",
                nanos[400] / 1000, nanos[792] / 1000, nanos[799] / 1000);
        assertThat(Duration.ofNanos(nanos[400])).isLessThan(Duration.ofMillis(20));
    }

    private void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String pragma(Statement statement, String name) throws SQLException {
        try (var row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }

    private static void change(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
