package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.FileFormat;
import io.pgbaton.plan.FileTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that tells clients where the server is. Point: one value of it is exchanged, and nothing else. Resume: the clients
 * are told to read it again, once the server it names takes writes; before that, a reload would only show them a server
 * that does not. Nobody is held back.
 */
public final class ConnectionFile implements Traffic {
    private final Plan plan;
    private final FileTraffic traffic;
    private final WholeFile file;
    private final OwnProgram programs;
    /** Whether clients may still go by what the file said before; true until known otherwise, as after a crash. */
    private boolean stale = true;

    private WholeFile.@Nullable Draft draft;

    /** The file that {@code traffic} of the plan names. Not read yet. */
    public ConnectionFile(Plan plan, FileTraffic traffic) {
        this.plan = plan;
        this.traffic = traffic;
        this.file = new WholeFile(Path.of(traffic.file()));
        this.programs = new OwnProgram(plan);
    }

    /** The key, the value before and after without passwords, and the program. Reads the file. */
    @Override
    public List<String> describe(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public List<String> pause() {
                return List.of("nothing to do: nobody holds clients of " + traffic.file()
                        + " back; the fence stops their writes, and each sees one error");
            }

            @Override
            public List<String> resume() {
                return List.of(
                        traffic.reload() == null
                                ? "nothing to do: clients of " + traffic.file() + " read it again by themselves"
                                : "call " + traffic.reload());
            }

            @Override
            public List<String> pointAt(Server server) {
                return List.of(traffic.file() + ": " + traffic.key() + ": " + change(server));
            }
        });
    }

    private String change(Server server) {
        try {
            String now = now().value();
            String then = wanted(server, now);
            return now.equals(then) ? shown(now) + " (already)" : shown(now) + " → " + shown(then);
        } catch (TrafficException e) {
            return "cannot be told now: " + e.getMessage();
        }
    }

    private static String shown(String value) {
        return value.replaceAll("(//[^/:@]*):[^/@]*@", "$1:****@").replaceAll("(?i)(password=)[^&\\s]*", "$1****");
    }

    /** Of a pause always, as there is none; of the others, whether the file and what clients were told say so. */
    @Override
    public synchronized boolean holds(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return true;
            }

            @Override
            public Boolean resume() {
                return traffic.reload() == null || !stale;
            }

            @Override
            public Boolean pointAt(Server server) {
                String now = now().value();
                return now.equals(wanted(server, now));
            }
        });
    }

    @Override
    public synchronized void apply(Route.Order order, Duration time, Runnable stillOurs) {
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                // from here on we know of every change
                stale = false;
                return null;
            }

            @Override
            public @Nullable Void resume() {
                reload(time, stillOurs);
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                point(server, stillOurs);
                return null;
            }
        });
    }

    /** Writes the new file beside the old one. */
    @Override
    public synchronized void prepare(Route.Order order, Duration time) {
        if (order instanceof Route.PointAt point) {
            Content content = now();
            byte[] after = content.pointing(wanted(point.server(), content.value()));
            forget();
            draft = Arrays.equals(content.bytes(), after) ? null : file.draft(content.bytes(), after);
        }
    }

    private void point(Server server, Runnable stillOurs) {
        Content content = now();
        String then = wanted(server, content.value());
        stillOurs.run();
        if (then.equals(content.value())) {
            return;
        }
        stale = true;
        try {
            byte[] after = content.pointing(then);
            if (draft != null && draft.holds(after) && draft.move(content.bytes())) {
                file.settle();
            } else {
                file.write(content.bytes(), after);
            }
            forget();
        } catch (IOException e) {
            throw new TrafficException(
                    traffic.file() + ": cannot be written (" + e + "); let this user write the file or its directory",
                    e);
        } catch (TrafficException e) {
            throw new TrafficException(traffic.file() + ": " + e.getMessage(), e);
        }
    }

    private void reload(Duration time, Runnable stillOurs) {
        if (traffic.reload() == null || !stale) {
            return;
        }
        stillOurs.run();
        boolean little = time.compareTo(traffic.timeout()) < 0;
        programs.run(traffic.reload(), "reload", null, little ? time : traffic.timeout());
        stale = false;
    }

    private void forget() {
        if (draft != null) {
            draft.close();
        }
        draft = null;
    }

    /** Leaves nothing beside the file. */
    @Override
    public synchronized void close() {
        forget();
    }

    // ---- what is there

    private record Content(byte[] bytes, ConfigText text, String key, String value, Charset charset) {
        byte[] pointing(String then) {
            return text.with(key, then).getBytes(charset);
        }
    }

    private Content now() {
        try {
            byte[] bytes = file.read();
            Charset charset = charset(bytes);
            ConfigText text = new ConfigText(new String(bytes, charset), format());
            return new Content(bytes, text, traffic.key(), text.value(traffic.key()), charset);
        } catch (NoSuchFileException e) {
            throw new TrafficException(traffic.file() + ": no such file", e);
        } catch (IOException e) {
            throw new TrafficException(traffic.file() + ": cannot be read (" + e + "); let this user read it", e);
        } catch (TrafficException e) {
            throw new TrafficException(traffic.file() + ": " + e.getMessage(), e);
        }
    }

    // every byte means something in Latin 1, so that what is not UTF-8 comes back as it was
    private static Charset charset(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    private FileFormat format() {
        if (traffic.format() != null) {
            return traffic.format();
        }
        String name = traffic.file().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "properties" -> FileFormat.PROPERTIES;
            case "yaml", "yml" -> FileFormat.YAML;
            case "env" -> FileFormat.ENV;
            case "json" -> FileFormat.JSON;
            default ->
                throw new TrafficException(
                        "the name does not tell how it is written; say it with format: properties, yaml, env or json");
        };
    }

    /** What the value is to be. Throws {@link TrafficException} if the present one leads to neither server. */
    private String wanted(Server server, String now) {
        if (traffic.source() != null) {
            if (!now.equals(traffic.source()) && !now.equals(traffic.target())) {
                throw new TrafficException(
                        stranger(now, "is neither that of the source nor that of the target in the plan"));
            }
            return Objects.requireNonNull(server == Server.SOURCE ? traffic.source() : traffic.target());
        }
        ServerInUrl there = ServerInUrl.of(now)
                .orElseThrow(() -> new TrafficException(
                        stranger(now, "is no URL with one host; give the whole values as source and target")));
        if (!there.isAt(address(Server.SOURCE)) && !there.isAt(address(Server.TARGET))) {
            throw new TrafficException(stranger(
                    now,
                    "leads neither to " + address(Server.SOURCE) + " nor to " + address(Server.TARGET)
                            + "; give the whole values as source and target"));
        }
        return there.at(address(server));
    }

    private String stranger(String now, String what) {
        return traffic.file() + ": the value of " + traffic.key() + ", " + shown(now) + ", " + what;
    }

    private Address address(Server server) {
        return (server == Server.SOURCE ? plan.source() : plan.target()).address();
    }

    /** A file that cannot be read or written, a key that is not there, a value that leads elsewhere, no such program. */
    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        try {
            Content content = now();
            String source = wanted(Server.SOURCE, content.value());
            String target = wanted(Server.TARGET, content.value());
            content.text().with(traffic.key(), target);
            if (!content.value().equals(source)) {
                block(
                        findings,
                        TrafficChecks.CONNECTION_FILE,
                        traffic.key() + " leads to the target already",
                        "point it at the source");
            } else if (source.equals(target)) {
                block(
                        findings,
                        TrafficChecks.CONNECTION_FILE,
                        traffic.key() + " is the same for both servers",
                        "name the key that tells them apart, such as the port");
            }
            if (!file.writable()) {
                block(
                        findings,
                        TrafficChecks.CONNECTION_FILE_READ_ONLY,
                        "neither the file nor its directory can be written",
                        "let this user write it");
            }
        } catch (TrafficException e) {
            block(
                    findings,
                    TrafficChecks.CONNECTION_FILE,
                    e.getMessage(),
                    "mend traffic.file, format and key, or the file");
        }
        String fault = traffic.reload() == null ? null : OwnProgram.fault(traffic.reload());
        if (fault != null) {
            block(findings, TrafficChecks.RELOAD_PROGRAM, "the reload program: " + fault, "mend the path, or its mode");
        }
        findings.add(new Finding(
                TrafficChecks.FILE_HOLDS_NOBODY,
                traffic.file(),
                "nobody holds its clients back: each sees one error when the fence goes up, and errors on every write until it"
                        + " has read the file again"
                        + (traffic.reload() == null ? "; there is no program that tells it to" : "")));
        return findings;
    }

    private void block(List<Finding> findings, Check check, String message, String remedy) {
        findings.add(new Finding(check, traffic.file(), message, remedy));
    }

    /** Where the file leads; null if to neither, or to both as far as the value tells. */
    @Override
    public @Nullable Server pointsAt() {
        boolean source = holds(new Route.PointAt(Server.SOURCE));
        boolean target = holds(new Route.PointAt(Server.TARGET));
        return source == target ? null : source ? Server.SOURCE : Server.TARGET;
    }
}
