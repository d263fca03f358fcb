package io.pgbaton.rest;

import io.pgbaton.engine.Upgrades;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

/** {@link RestConfiguration} as a server of its own, with no more of the platform than it needs. */
public final class RestServer implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private RestServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** What the API needs of the platform. */
    @Configuration(proxyBeanMethods = false)
    @Import(RestConfiguration.class)
    @ImportAutoConfiguration({
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class
    })
    static class Platform {}

    /**
     * Serves until it is closed or the process is asked to end (SIGTERM); then work is asked to pause and given time.
     *
     * @param settings {@code server.address}, {@code server.port}, {@code PGBATON_TOKEN}, and what else Spring Boot
     *     knows; what is missing is looked for in the environment
     * @throws IllegalArgumentException if the token of the environment is too short
     */
    public static RestServer start(Upgrades upgrades, Map<String, Object> settings) {
        return new RestServer(new SpringApplicationBuilder(Platform.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .initializers(context -> {
                    // What the caller says goes before what the environment says.
                    context.getEnvironment()
                            .getPropertySources()
                            .addFirst(new MapPropertySource("serve", Map.copyOf(settings)));
                    context.getBeanFactory().registerSingleton("upgrades", upgrades);
                })
                .run());
    }

    /** The port it listens on. */
    public int port() {
        return Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    @Override
    public void close() {
        context.close();
    }
}
