package io.pgbaton.journal;

import io.pgbaton.engine.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded control database. */
final class SqliteJournalTest extends JournalContract {
    @TempDir
    Path directory;

    private final List<DataSource> opened = new ArrayList<>();

    @Override
    Journal open() {
        DataSource database = ControlDatabase.open(directory.resolve("control.db"));
        opened.add(database);
        return new JdbcJournal(database);
    }

    @AfterEach
    void close() throws Exception {
        for (DataSource database : opened) {
            ((AutoCloseable) database).close();
        }
    }
}
