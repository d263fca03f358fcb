package io.pgbaton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} leaves of the journal. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledWriterTest {
    @TempDir
    Path directory;

    @RepeatedTest(2)
    void a_killed_process_loses_no_acknowledged_move() throws Exception {
        Path file = directory.resolve("control.db");
        try (AutoCloseable database = (AutoCloseable) ControlDatabase.open(file)) {
            Journal journal = new JdbcJournal((javax.sql.DataSource) database);
            journal.create(JournalWriter.NAME, "p", "t", "d", List.of(), "anna");
            List<String> acknowledged = killedAfter(200, file);
            Map<Long, MoveEntry> moves = journal.moves(JournalWriter.NAME).stream()
                    .collect(Collectors.toMap(MoveEntry::id, Function.identity()));
            for (String line : acknowledged) {
                String[] words = line.split(" ");
                MoveEntry move = moves.get(Long.valueOf(words[1]));
                assertThat(move).as(line).isNotNull();
                if (words[0].equals("done")) {
                    assertThat(move.state()).as(line).isEqualTo(MoveState.DONE);
                }
            }
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(200);
            assertThat(moves.size() - acknowledged.size() / 2).isBetween(0, 1);

            long epoch = journal.claim(JournalWriter.NAME, "the next one");
            journal.at(JournalWriter.NAME, epoch, "goes on");
        }
    }

    /** What the writer had said when it was killed. */
    private static List<String> killedAfter(int lines, Path file) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        JournalWriter.class.getName(),
                        file.toString())
                .redirectError(new File("/dev/null"))
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader output = writer.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("(intended|done) [0-9]+")) {
                    acknowledged.add(line);
                }
                if (acknowledged.size() == lines) {
                    // SIGKILL through the handle: the process's own method would also throw away what it had said
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        return acknowledged;
    }
}
