package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.Lock;
import io.pgbaton.postgres.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the dry run says about locks is what servers do. */
class LockIT {
    private static final List<String> STATEMENTS = List.of(
            "ALTER TABLE app.orders REPLICA IDENTITY FULL",
            "ALTER TABLE ONLY app.\"Mixed case\" REPLICA IDENTITY NOTHING",
            "ALTER TABLE app.orders DISABLE TRIGGER USER",
            "ALTER TABLE app.orders ADD CONSTRAINT ref FOREIGN KEY (other) REFERENCES app.\"Mixed case\" (id) NOT VALID",
            "ALTER TABLE app.orders VALIDATE CONSTRAINT positive",
            "CREATE PUBLICATION listed FOR TABLE app.orders",
            "CREATE INDEX ON app.orders (other)",
            "CREATE UNIQUE INDEX one ON app.orders (other)",
            "CREATE TRIGGER t BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "REFRESH MATERIALIZED VIEW app.seen",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY app.seen",
            "ANALYZE app.orders",
            "TRUNCATE app.orders",
            "DROP TABLE app.\"Mixed case\"",
            "COMMENT ON TABLE app.orders IS 'x'",
            "INSERT INTO app.orders DEFAULT VALUES",
            "UPDATE app.orders SET other = 1",
            "DELETE FROM app.orders");

    @Test
    void every_statement_takes_the_lock_that_is_told_and_those_without_take_none() throws Exception {
        try (Lab lab = Lab.start(13, 18)) {
            for (Server server : List.of(SOURCE, TARGET)) {
                Properties login = new Properties();
                login.setProperty("user", "postgres");
                login.setProperty("password", lab.password());
                try (Connection connection = DriverManager.getConnection(lab.url(server, "postgres"), login);
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE SCHEMA app; CREATE TABLE app.\"Mixed case\" (id int PRIMARY KEY);"
                            + " CREATE TABLE app.orders (id int GENERATED ALWAYS AS IDENTITY, other int,"
                            + " CONSTRAINT positive CHECK (other > 0) NOT VALID);"
                            + " CREATE MATERIALIZED VIEW app.seen AS SELECT id FROM app.orders;"
                            + " CREATE UNIQUE INDEX ON app.seen (id)");
                    connection.setAutoCommit(false);
                    for (String sql : STATEMENTS) {
                        told(server, connection, statement, sql);
                    }
                    none(statement, "CREATE PUBLICATION whole FOR ALL TABLES");
                    none(statement, "CREATE TABLE app.fresh (id int)");
                    none(statement, "ALTER DATABASE postgres SET work_mem = '8MB'");
                }
            }
        }
    }

    private static void told(Server server, Connection connection, Statement statement, String sql) throws Exception {
        Optional<Lock> lock = Lock.of(sql);
        assertThat(lock).as(sql).isPresent();
        String oids;
        try (ResultSet rows = statement.executeQuery(
                "SELECT string_agg(oid::text, ',') FROM pg_class WHERE relnamespace = 'app'::regnamespace")) {
            rows.next();
            oids = rows.getString(1);
        }
        statement.execute(sql);
        String mode = lock.get().mode().replace(" ", "") + "Lock";
        try (ResultSet rows = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND lower(mode) = lower('"
                        + mode + "') AND relation IN (" + oids + ")")) {
            rows.next();
            assertThat(rows.getLong(1))
                    .as("%s: %s on the %s", sql, lock.get(), server.word())
                    .isPositive();
        } finally {
            connection.rollback();
        }
    }

    private static void none(Statement statement, String sql) throws Exception {
        assertThat(Lock.of(sql)).as(sql).isEmpty();
        statement.execute(sql);
        try (ResultSet rows = statement.executeQuery(
                "SELECT coalesce(string_agg(relation::regclass || ' ' || mode, ', '), '') FROM pg_locks"
                        + " WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation IN"
                        + " ('app.orders'::regclass, 'app.\"Mixed case\"'::regclass)")) {
            rows.next();
            assertThat(rows.getString(1)).as(sql).isEmpty();
        }
        statement.getConnection().rollback();
    }
}
