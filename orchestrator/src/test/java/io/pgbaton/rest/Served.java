package io.pgbaton.rest;

import io.pgbaton.engine.Clock;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Workshop;
import io.pgbaton.journal.ControlDatabase;
import io.pgbaton.journal.JdbcJournal;
import io.pgbaton.machine.SpringPhaseMachine;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.traffic.PlannedTraffic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API on a port of its own over a journal in a file, and a client of it that has the token. */
final class Served implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests-only";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final JdbcJournal journal;
    final Upgrades upgrades;
    private final DataSource database;
    private final RestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param clients directories of pg_dump and psql, as in PGBATON_CLIENT_PATH */
    Served(Path control, String clients) {
        database = ControlDatabase.open(control);
        journal = new JdbcJournal(database);
        String who = "test:" + ProcessHandle.current().pid();
        upgrades = new Upgrades(
                journal, new SpringPhaseMachine(), new RealWorkshop(who, clients), Clock.system(), who, event -> {});
        server = RestServer.start(
                upgrades, Map.of("server.port", "0", "PGBATON_TOKEN", TOKEN, "logging.level.root", "warn"));
    }

    private record RealWorkshop(String who, ClientPrograms programs) implements Workshop {
        RealWorkshop(String who, String clients) {
            this(who, ClientPrograms.ofEnvironment(Map.of("PGBATON_CLIENT_PATH", clients)));
        }

        @Override
        public Servers servers(Plan plan) {
            return new JdbcServers(plan, who, programs);
        }

        @Override
        public Traffic traffic(Plan plan) {
            return PlannedTraffic.of(plan, programs.atLeast("psql", 10).orElse(Path.of("psql")));
        }
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int code() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(text());
        }

        /** A text at the top of the JSON. */
        String at(String key) {
            return json().path(key).asString();
        }

        @Override
        public String toString() {
            return code() + " " + text();
        }
    }

    int port() {
        return server.port();
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    Answer method(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    HttpRequest.Builder request(String path) {
        return bare(path).header("Authorization", "Bearer " + TOKEN);
    }

    HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofString()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        try {
            ((AutoCloseable) database).close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
