package io.pgbaton.postgres.jdbc;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Conninfo;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs pg_dump -s of the target's major, or the next later one that is installed (DOMAIN B-01). */
final class PgDump {
    private final Plan plan;
    private final ClientPrograms programs;

    PgDump(Plan plan, ClientPrograms programs) {
        this.plan = plan;
        this.programs = programs;
    }

    /** The schema of a database; throws {@link PostgresException} with what pg_dump said. */
    SchemaDump of(Place place) {
        return new SchemaDump(DumpText.entries(run(place, "pre-data")), DumpText.entries(run(place, "post-data")));
    }

    private String run(Place place, String section) {
        Connections connections = new Connections(plan, "pg_dump");
        Endpoint endpoint = connections.endpoint(place.server());
        Conninfo conninfo = new Conninfo()
                .with("host", endpoint.host())
                .with("port", Integer.toString(endpoint.port()))
                .with("dbname", place.database())
                .with("user", endpoint.user())
                .with("sslmode", endpoint.sslmode().toString().toLowerCase().replace('_', '-'))
                .with("sslrootcert", endpoint.sslrootcert() == null ? "" : endpoint.sslrootcert())
                .with(
                        "connect_timeout",
                        Long.toString(Math.max(2, plan.limits().connectTimeout().toSeconds())))
                .with("keepalives_idle", "30")
                .with("options", "-c statement_timeout=0");
        List<String> command = List.of(
                program(connections, place).toString(),
                "--schema-only",
                "--section=" + section,
                "--no-publications",
                "--no-subscriptions",
                "--no-tablespaces",
                "--lock-wait-timeout=" + plan.limits().lockTimeout().toMillis(),
                "--dbname=" + conninfo.secretText());
        return output(place, section, command, endpoint);
    }

    private Path program(Connections connections, Place place) {
        int target = majorOf(connections, connections.clusterPlace(Server.TARGET));
        int needed = Math.max(target, majorOf(connections, connections.clusterPlace(place.server())));
        return programs.atLeast("pg_dump", needed)
                .orElseThrow(() -> new PostgresException(
                        place,
                        "",
                        SqlState.NONE,
                        "no pg_dump of version " + needed + " or later was found; install postgresql-client-" + needed
                                + " or name its directory in PGBATON_CLIENT_PATH",
                        new IOException("pg_dump")));
    }

    private static int majorOf(Connections connections, Place cluster) {
        try (java.sql.Connection connection = connections.reading(cluster)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (java.sql.SQLException e) {
            throw Connections.failure(cluster, "", e);
        }
    }

    private String output(Place place, String section, List<String> command, Endpoint endpoint) {
        Path errors = null;
        Path dump = null;
        try {
            errors = Files.createTempFile("pgbaton", ".err");
            dump = Files.createTempFile("pgbaton", ".sql");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(dump.toFile()).redirectError(errors.toFile());
            // The environment of a process is its user's alone, unlike its arguments.
            if (endpoint.password() != null) {
                builder.environment().put("PGPASSWORD", endpoint.password().reveal());
            }
            builder.environment().put("PGAPPNAME", Connections.nameOf(plan.name()) + " pg_dump");
            builder.environment().put("PGCLIENTENCODING", "UTF8");
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = ended(process, plan.limits().statementTimeout());
            if (!ended || process.exitValue() != 0) {
                throw new PostgresException(
                        place,
                        "",
                        SqlState.NONE,
                        "pg_dump of the " + section + " failed: "
                                + (ended ? "" : "it took longer than limits.statementTimeout; ")
                                + Files.readString(errors).strip(),
                        new IOException("pg_dump"));
            }
            String text = Files.readString(dump);
            return text;
        } catch (IOException e) {
            throw new PostgresException(place, "", SqlState.NONE, "pg_dump could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException(place, "", SqlState.NONE, "interrupted while pg_dump ran", e);
        } finally {
            delete(errors);
            delete(dump);
        }
    }

    /** Whether the process ended by itself in time; it has ended afterwards in any case. */
    private static boolean ended(Process process, Duration limit) throws InterruptedException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ignored) {
            // A leftover in the temporary directory harms nobody.
        }
    }
}
