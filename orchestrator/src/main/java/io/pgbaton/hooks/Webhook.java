package io.pgbaton.hooks;

import io.pgbaton.plan.PlanException;
import io.pgbaton.plan.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends the occasion to an address by POST. Redirects are not followed: they could lead a token elsewhere. */
final class Webhook {
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    /** Made beforehand: the first one of a process takes its time. */
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** Any status of 2xx is a yes; headers and body must have come within {@code limit}. */
    Ending post(String address, @Nullable Secret token, Occasion occasion, Duration limit) {
        CompletableFuture<Ending> answer = null;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(limit)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(occasion.json()));
            if (token != null) {
                request.header("Authorization", "Bearer " + token.reveal());
            }
            answer = client.sendAsync(request.build(), BodyHandlers.ofInputStream())
                    .thenApplyAsync(Webhook::ending);
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return Ending.failed("gave no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof java.net.http.HttpTimeoutException
                    ? Ending.failed("gave no answer within " + limit.toMillis() + " ms")
                    : Ending.failed("could not be asked: " + cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ending.failed("was given up, since pgbaton is being ended");
        } catch (PlanException | IllegalArgumentException e) {
            return Ending.failed("could not be asked: " + e.getMessage());
        }
    }

    private static Ending ending(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(Ending.READ), StandardCharsets.UTF_8).strip();
            boolean failed = response.statusCode() / HUNDRED != SUCCESS;
            return new Ending(failed, "answered " + response.statusCode(), text);
        } catch (IOException e) {
            return Ending.failed("broke off while it answered " + response.statusCode());
        }
    }
}
