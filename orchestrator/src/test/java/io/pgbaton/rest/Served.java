package io.pgbaton.rest;

import io.pgbaton.engine.Upgrades;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API on a port of its own over a facade, and a client of it that has the token. */
public final class Served implements AutoCloseable {
    public static final String TOKEN = "a-token-for-tests-only";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Serves until it is closed. */
    public Served(Upgrades upgrades) {
        server = RestServer.start(
                upgrades, Map.of("server.port", "0", "PGBATON_TOKEN", TOKEN, "logging.level.root", "warn"));
    }

    /** What came back. */
    public record Answer(HttpResponse<String> response) {
        public int code() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(text());
        }

        /** A text at the top of the JSON. */
        public String at(String key) {
            return json().path(key).asString();
        }

        @Override
        public String toString() {
            return code() + " " + text();
        }
    }

    public int port() {
        return server.port();
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    public Answer method(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    public HttpRequest.Builder request(String path) {
        return bare(path).header("Authorization", "Bearer " + TOKEN);
    }

    public HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    public Answer send(HttpRequest.Builder request) {
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
    }
}
