package io.pgbaton.cli;

import io.pgbaton.cli.text.Screen;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;

/** Carries out commands and keeps what they print. Whoever asks for the facade fails. */
final class Capture implements Assembly {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RuntimeException failure = new IllegalStateException("nobody asked for servers");
    private Settings settings;

    Capture failingWith(RuntimeException thrown) {
        failure = thrown;
        return this;
    }

    int run(String... words) {
        return run(Map.of("XDG_STATE_HOME", "/state"), words);
    }

    int run(Map<String, String> environment, String... words) {
        return Pgbaton.execute(this, screen(), ZoneOffset.UTC, environment, words);
    }

    Screen screen() {
        return new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                true,
                80);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What the facade was asked for with. */
    Settings settings() {
        return settings;
    }

    @Override
    public Upgrades upgrades(Settings wanted, Consumer<UpgradeEvent> listener) {
        settings = wanted;
        throw failure;
    }

    @Override
    public void serve(Settings wanted, int port) {
        settings = wanted;
        throw failure;
    }

    @Override
    public void close() {}
}
