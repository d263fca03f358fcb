package io.pgbaton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final PipedOutputStream process = new PipedOutputStream();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

    private CompletableFuture<Optional<String>> watching(Duration limit) throws IOException {
        Watch watch = new Watch(new PipedInputStream(process), new PrintStream(answers), limit);
        return CompletableFuture.supplyAsync(watch::await);
    }

    private void say(String... words) throws IOException {
        for (String word : words) {
            process.write((word + "\n").getBytes(StandardCharsets.UTF_8));
        }
        process.flush();
    }

    @Test
    void a_process_that_says_goodbye_needs_nobody() throws IOException {
        var why = watching(LONG);
        say(Watch.PAUSE, Watch.GO_ON, Watch.BYE);
        assertThat(why.join()).isEmpty();
        assertThat(answers.toString()).isEqualToIgnoringNewLines(Watch.READY + Watch.HEARD);
    }

    @Test
    void the_end_of_the_pipe_is_the_end_of_the_process() throws IOException {
        var why = watching(LONG);
        say(Watch.PAUSE);
        process.close();
        assertThat(why.join()).hasValueSatisfying(text -> assertThat(text).contains("is gone"));
    }

    @Test
    void a_pause_that_lasts_too_long_has_to_be_ended_by_somebody_else() throws IOException {
        var why = watching(Duration.ofMillis(100));
        say(Watch.PAUSE);
        assertThat(why.join()).hasValueSatisfying(text -> assertThat(text).contains("longer than 100 ms"));
    }

    @Test
    void a_pause_that_is_over_is_not_counted() throws IOException {
        var why = watching(Duration.ofMillis(300));
        say(Watch.PAUSE, Watch.GO_ON);
        await().during(Duration.ofMillis(600)).until(() -> !why.isDone());
        say(Watch.BYE);
        assertThat(why.join()).isEmpty();
    }

    @Test
    void a_process_that_gives_up_while_clients_wait_hands_over() throws IOException {
        var why = watching(LONG);
        say(Watch.PAUSE, Watch.HAND_OVER);
        assertThat(why.join()).hasValueSatisfying(text -> assertThat(text).contains("gave up"));
    }
}
