package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code pgbaton serve} in a process of its own, on the control database of a rig. */
final class ServingProcess implements AutoCloseable {
    private static final String TOKEN = "a-token-for-tests-only";
    private static final Pattern SERVES = Pattern.compile("serves .* on port (\\d+)");

    private final Process process;
    private final int port;

    /** Returns once it serves. */
    ServingProcess(Rig rig) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.pgbaton.Application",
                "--control",
                rig.control().toString(),
                "serve",
                "--port",
                "0"));
        builder.environment().put("PGBATON_TOKEN", TOKEN);
        builder.environment()
                .put("PGBATON_CLIENT_PATH", rig.lab.clientPrograms().toString());
        try {
            process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            port = port(process.errorReader(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(BufferedReader said) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher serves = SERVES.matcher(line);
            if (serves.find()) {
                return Integer.parseInt(serves.group(1));
            }
            all.append(line).append('\n');
        }
        throw new IllegalStateException("it ended: " + all);
    }

    /** A request that is accepted. */
    void post(String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** By SIGKILL; returns once it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
