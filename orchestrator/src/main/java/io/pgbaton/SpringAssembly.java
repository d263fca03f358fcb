package io.pgbaton;

import io.pgbaton.cli.Assembly;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.rest.RestServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Puts the program together with Spring. A command gets {@link Wiring} and nothing of the platform, because every command
 * is a process of its own and what it does not need would only make it start later; to serve, the platform comes on top.
 */
final class SpringAssembly implements Assembly {
    /** Read by logback.xml when the first logger is made. */
    private static final String LOG_LEVEL = "pgbaton.log.level";

    private @Nullable AnnotationConfigApplicationContext context;

    @Override
    public Upgrades upgrades(Settings settings, Consumer<UpgradeEvent> listener) {
        if (settings.verbose()) {
            System.setProperty(LOG_LEVEL, "debug");
        }
        AnnotationConfigApplicationContext fresh = new AnnotationConfigApplicationContext();
        fresh.registerBean(Settings.class, () -> settings);
        fresh.registerBean(Wiring.Listener.class, () -> listener::accept);
        fresh.register(Wiring.class);
        fresh.refresh();
        context = fresh;
        return fresh.getBean(Upgrades.class);
    }

    /** Ends with the process: at SIGTERM or SIGINT the server gives work under way time to pause. */
    @Override
    public void serve(Settings settings, int port) {
        RestServer.start(upgrades(settings, event -> {}), Map.of("server.port", port));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
