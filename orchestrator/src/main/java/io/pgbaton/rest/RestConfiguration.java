package io.pgbaton.rest;

import io.pgbaton.engine.Upgrades;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API as a part of a Spring context that has an {@link Upgrades}; only there where a web server starts. It
 * listens on 127.0.0.1:8432 unless {@code server.address} and {@code server.port} say otherwise. The token is
 * {@code PGBATON_TOKEN}; without one it is made and printed to standard error, once.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import({
    UpgradesResource.class,
    SignalsResource.class,
    ApprovalsResource.class,
    ComparisonsResource.class,
    StepsResource.class,
    ReadingsResource.class,
    Refusals.class,
    Breakdowns.class
})
public class RestConfiguration {
    /** Where it listens unless told otherwise. */
    public static final int PORT = 8432;

    /** Upgrades worked on at once. Each takes a handful of connections to its servers. */
    private static final int WORKERS = 8;

    /** Less than the 90 s after which systemd kills what it asked to stop. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @Bean
    Workers workers(Upgrades upgrades) {
        // whoever asks for a status sees the question, and may confirm
        upgrades.questions().listen((upgrade, question) -> {});
        return new Workers(upgrades, WORKERS, Workers.PATIENCE, GRACE);
    }

    @Bean
    Comparisons comparisons(Upgrades upgrades) {
        return new Comparisons(upgrades, Workers.PATIENCE);
    }

    @Bean
    Watchman watchman(Upgrades upgrades) {
        return new Watchman(upgrades, Watchman.EVERY);
    }

    @Bean
    Token token(Environment environment) {
        return Token.of(environment.getProperty("PGBATON_TOKEN"));
    }

    /** Before every other filter: nobody else looks at a request that has no token. */
    @Bean
    FilterRegistrationBean<Gate> gate(Token token, Environment environment, JsonMapper json) {
        boolean loopback = environment
                .getProperty("server.address", InetAddress.class, loopback())
                .isLoopbackAddress();
        FilterRegistrationBean<Gate> gate = new FilterRegistrationBean<>(new Gate(token, loopback, json));
        gate.setOrder(Ordered.HIGHEST_PRECEDENCE);
        gate.addUrlPatterns("/*");
        return gate;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> loopbackUnlessTold(Environment environment) {
        return new Defaults(environment);
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> announcement(Token token) {
        return event -> announce(System.err, event.getWebServer().getPort(), token);
    }

    static void announce(PrintStream out, int port, Token token) {
        out.println("pgbaton serves /api/upgrades on port " + port);
        if (token.announced() != null) {
            out.println("token, shown this once (PGBATON_TOKEN sets one): " + token.announced());
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(LOOPBACK);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("127.0.0.1 is an address", e);
        }
    }

    /** After the platform has applied what it was told; what it was not told, it would set to every address and 8080. */
    private record Defaults(Environment environment)
            implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory>, Ordered {
        @Override
        public void customize(ConfigurableServletWebServerFactory factory) {
            if (!environment.containsProperty("server.address")) {
                factory.setAddress(loopback());
            }
            if (!environment.containsProperty("server.port")) {
                factory.setPort(PORT);
            }
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }
    }
}
