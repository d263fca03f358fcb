package io.pgbaton;

import io.pgbaton.cli.Assembly;
import io.pgbaton.cli.text.Screen;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Puts the program together with Spring: without a web server for commands, with one to serve. */
final class SpringAssembly implements Assembly {
    private final Map<String, String> environment;
    private final Screen screen;
    private @Nullable ConfigurableApplicationContext context;

    SpringAssembly(Map<String, String> environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    @Override
    public Upgrades upgrades(Settings settings, Consumer<UpgradeEvent> listener) {
        ConfigurableApplicationContext started =
                start(settings, WebApplicationType.NONE, listener, Wiring.class, Map.of());
        return started.getBean(Upgrades.class);
    }

    @Override
    public void serve(Settings settings, int port) {
        CountDownLatch ended = new CountDownLatch(1);
        ConfigurableApplicationContext started =
                start(settings, WebApplicationType.SERVLET, event -> {}, Serving.class, Map.of("server.port", port));
        started.addApplicationListener(event -> {
            if (event instanceof org.springframework.context.event.ContextClosedEvent) {
                ended.countDown();
            }
        });
        screen.say("serving on http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port")
                + "; Ctrl-C ends it");
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConfigurableApplicationContext start(
            Settings settings,
            WebApplicationType type,
            Consumer<UpgradeEvent> listener,
            Class<?> configuration,
            Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("pgbaton.control", settings.control().toString());
        if (settings.verbose()) {
            properties.put("logging.level.io.pgbaton", "DEBUG");
            properties.put("logging.level.root", "INFO");
        }
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(type);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(settings.verbose());
        application.setRegisterShutdownHook(type != WebApplicationType.NONE);
        application.setAddCommandLineProperties(false);
        application.setDefaultProperties(properties);
        application.addInitializers(fresh ->
                ((GenericApplicationContext) fresh).registerBean("view", View.class, () -> new View(listener)));
        context = application.run();
        return context;
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }

    /** The listener of the command that is carried out. */
    record View(Consumer<UpgradeEvent> listener) implements Wiring.Listener {
        @Override
        public void accept(UpgradeEvent event) {
            listener.accept(event);
        }
    }
}
