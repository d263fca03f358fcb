package io.pgbaton.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file in which the journal is kept: SQLite in WAL mode, flushed to the disk at every commit, so that neither
 * {@code kill -9} nor a power cut loses what was acknowledged. Several threads and several processes of one machine may
 * use it at once; a network file system is no place for it, because WAL needs shared memory.
 */
public final class ControlDatabase {
    /**
     * IMMEDIATE takes the write lock when a transaction begins: a deferred one fails with SQLITE_BUSY, whatever
     * busy_timeout says, when somebody else wrote between its first read and its first write.
     */
    private static final String SETTINGS =
            "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000" + "&transaction_mode=IMMEDIATE&foreign_keys=true";

    /** Enough for one writer and a few readers; the journal itself lets one thread write at a time. */
    private static final int CONNECTIONS = 4;

    /**
     * Pages of WAL (4 KiB each) before a commit has to copy them into the file. SQLite's 1000 would let that happen a
     * few times in an upgrade, perhaps within the write pause; it costs some 10 ms.
     */
    private static final String CHECKPOINT = "PRAGMA wal_autocheckpoint = 8000";

    /** The newest of the migrations. A file that has it needs no Flyway, which takes half a second to get going. */
    static final String SCHEMA = "4";

    private ControlDatabase() {}

    /**
     * Opens the file, made if it is missing and readable by its owner alone, and brings it to this program's version.
     * The data source is {@link AutoCloseable}. Throws {@link UnusableException}.
     */
    public static DataSource open(Path file) {
        Path place = file.toAbsolutePath().normalize();
        if (place.toString().indexOf('?') >= 0) {
            throw new UnusableException(place, "its path has a question mark, which SQLite takes for settings", null);
        }
        PrivateFile.prepare(place);
        return Turn.of(place, () -> {
            HikariDataSource pool = pool(place);
            try {
                if (!isCurrent(pool)) {
                    migrate(pool, place);
                }
                return pool;
            } catch (RuntimeException e) {
                pool.close();
                throw e;
            }
        });
    }

    private static HikariDataSource pool(Path place) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("journal");
        config.setJdbcUrl("jdbc:sqlite:" + place + SETTINGS);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMaxLifetime(0);
        config.setConnectionInitSql(CHECKPOINT);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new UnusableException(place, reason(e), e);
        }
    }

    private static boolean isCurrent(DataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("SELECT version FROM flyway_schema_history"
                        + " WHERE success = 1 ORDER BY installed_rank DESC LIMIT 1")) {
            return newest.next() && SCHEMA.equals(newest.getString(1));
        } catch (SQLException e) {
            // No such table, or something worse: Flyway looks closer and says what.
            return false;
        }
    }

    private static void migrate(DataSource pool, Path place) {
        Flyway flyway = Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration/sqlite")
                .failOnMissingLocations(true)
                .load();
        try {
            MigrationInfoService state = flyway.info();
            refuseNewer(state, place);
            // Only then, because it takes the write lock, for which a switch may be waiting in another process.
            if (state.pending().length > 0) {
                flyway.migrate();
            }
        } catch (FlywayException e) {
            throw new UnusableException(place, reason(e), e);
        }
    }

    private static void refuseNewer(MigrationInfoService state, Path place) {
        Optional<MigrationInfo> unknown = Arrays.stream(state.applied())
                .filter(migration -> !migration.getState().isResolved())
                .findFirst();
        if (unknown.isPresent()) {
            throw new UnusableException(
                    place,
                    "it was written by a newer pgbaton (its schema has version "
                            + unknown.get().getVersion() + ", which this one does not know); use that one",
                    null);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        if (cause instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
            return "it is not a SQLite database; name another file, or move this one away to begin an empty journal";
        }
        if (cause instanceof SQLException) {
            return String.valueOf(cause.getMessage());
        }
        return "it is not a journal of pgbaton: " + e.getMessage();
    }

    /** The file cannot be the journal. The message says which file, why, and what to do. */
    public static final class UnusableException extends RuntimeException {
        UnusableException(Path file, String why, @Nullable Throwable cause) {
            super("the control database " + file + " cannot be used: " + why, cause);
        }
    }
}
