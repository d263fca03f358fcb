package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * PgBouncer in front of the servers (DOMAIN D-P01, D-50): PAUSE lets running transactions end, closes every server connection
 * and holds what clients send; the entries of its file are pointed elsewhere and reloaded; RESUME lets clients through to
 * where the entries point then.
 */
public final class PgBouncer implements Traffic, AutoCloseable {
    /** For questions and for taking back; long beside what a console needs, short beside an operator's patience. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Duration LAST_ORDER = Duration.ofSeconds(2);
    private static final Duration LOGINS = Duration.ofMillis(300);
    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

    private final Plan plan;
    private final PgBouncerTraffic traffic;
    private final PgBouncerFile file;
    private final Path psql;
    private final AdminConsole console;
    private final List<AdminConsole> pausing = new ArrayList<>();
    private final String consoleName;

    /** PgBouncer as {@code traffic} of the plan tells; {@code psql} is the program to talk to its console with. */
    public PgBouncer(Plan plan, PgBouncerTraffic traffic, Path psql) {
        this.plan = plan;
        this.traffic = traffic;
        this.psql = psql;
        this.file = new PgBouncerFile(Path.of(traffic.configFile()));
        this.console = newConsole();
        this.consoleName = "console " + Psql.address(traffic.console());
    }

    private AdminConsole newConsole() {
        return new AdminConsole(psql, traffic.console(), plan.limits().connectTimeout());
    }

    /** What would be said to the console, and what would change in the file. Reads the file, asks nobody. */
    @Override
    public List<String> describe(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public List<String> pause() {
                return said("PAUSE");
            }

            @Override
            public List<String> resume() {
                return said("RESUME");
            }

            @Override
            public List<String> pointAt(Server server) {
                List<String> lines = changes(server);
                lines.add(consoleName + ": RELOAD;");
                return lines;
            }
        });
    }

    private List<String> said(String verb) {
        return traffic.databases().stream()
                .map(entry -> consoleName + ": "
                        + (entry.equals("*") ? verb + " of every database that * serves" : command(verb, entry) + ";"))
                .toList();
    }

    private List<String> changes(Server server) {
        List<String> lines = new ArrayList<>();
        for (String name : traffic.databases()) {
            Address to = address(server);
            String after = "host=" + to.host() + " port=" + to.port();
            String before;
            try {
                PgBouncerIni.Entry entry = file.read().entry(name);
                before = "host=" + entry.host() + " port=" + entry.port();
            } catch (TrafficException e) {
                before = "cannot be told now: " + e.getMessage();
            }
            lines.add(traffic.configFile() + ": " + name + ": "
                    + (before.equals(after) ? after + " (already)" : before + " → " + after));
        }
        return lines;
    }

    /**
     * Pause: every entry is paused and has no server connection. Resume: none is paused. Point at: the file and the running
     * PgBouncer both say so. Throws {@link TrafficException} if the console or the file cannot be read.
     */
    @Override
    public boolean holds(Route.Order order) {
        Deadline deadline = Deadline.in(ANSWER);
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return served(deadline).stream().allMatch(PooledDatabase::isHeld);
            }

            @Override
            public Boolean resume() {
                return served(deadline).stream().noneMatch(PooledDatabase::paused);
            }

            @Override
            public Boolean pointAt(Server server) {
                Address address = address(server);
                PgBouncerIni ini = file.read();
                return traffic.databases().stream().allMatch(name -> isAt(entry(ini, name), address))
                        && served(deadline).stream().allMatch(database -> database.isAt(address));
            }
        });
    }

    /**
     * Carries the order out. A pause that has not come about shortly before the deadline is taken back: clients go on where
     * they were. Pointing refuses entries that are neither at the source nor at the target.
     */
    @Override
    public synchronized void apply(Route.Order order, Duration time, Runnable stillOurs) {
        Deadline deadline = Deadline.in(time);
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                hold(deadline, time, stillOurs);
                return null;
            }

            @Override
            public @Nullable Void resume() {
                letGo(names(deadline), deadline, stillOurs);
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                point(address(server), deadline, time, stillOurs);
                return null;
            }
        });
    }

    /** What keeps PgBouncer from obeying, or clients from being moved without an error. */
    @Override
    public List<Finding> check() {
        return new PgBouncerCheck(plan, traffic, file, console).findings(Deadline.in(ANSWER));
    }

    /** By SHOW SERVERS, of which each line names the process at the other end. */
    @Override
    public java.util.Optional<Set<Long>> sessions() {
        Set<Long> pids = new LinkedHashSet<>();
        for (java.util.Map<String, String> row :
                console.ask("SHOW SERVERS", Deadline.in(ANSWER)).rows()) {
            String pid = row.getOrDefault("remote_pid", "");
            if (!pid.isBlank()) {
                pids.add(Long.valueOf(pid));
            }
        }
        return java.util.Optional.of(pids);
    }

    /** Where the running PgBouncer sends the entries; null if not all to the same of the two servers. */
    @Override
    public @Nullable Server pointsAt() {
        List<PooledDatabase> served = served();
        for (Server server : Server.values()) {
            if (!served.isEmpty() && served.stream().allMatch(database -> database.isAt(address(server)))) {
                return server;
            }
        }
        return null;
    }

    /** Leaves the console; PgBouncer stays as it is. */
    @Override
    public synchronized void close() {
        console.close();
        pausing.forEach(AdminConsole::close);
    }

    // ---- pause and resume

    private void hold(Deadline deadline, Duration time, Runnable stillOurs) {
        List<String> names = names(deadline);
        // logged in before the first client is held back; one for each entry, so that the waits do not add up
        while (pausing.size() < names.size()) {
            pausing.add(newConsole());
        }
        pausing.subList(0, names.size()).parallelStream().forEach(each -> each.open(deadline));
        awaitLogins(names, deadline);
        Deadline patience = patience(deadline, time);
        stillOurs.run();
        try {
            for (int i = 0; i < names.size(); i++) {
                pausing.get(i).send(command("PAUSE", names.get(i)));
            }
            for (int i = 0; i < names.size(); i++) {
                obeyed(pausing.get(i).receive(patience), command("PAUSE", names.get(i)));
            }
        } catch (Psql.Late e) {
            throw takenBack(
                    names,
                    "the pause of " + String.join(", ", names) + " did not come about within " + time.toMillis()
                            + " ms, as a transaction or a session still held a server connection; clients go on where they were;"
                            + " end long transactions (SHOW SERVERS tells their server processes) and try again",
                    e,
                    stillOurs);
        } catch (Psql.Gone | TrafficException e) {
            throw takenBack(
                    names,
                    e.getMessage() + "; clients go on where they were; try again once PgBouncer answers",
                    e,
                    stillOurs);
        }
    }

    /**
     * PAUSE breaks off server connections that are just logging in, counts that as a failed login, and then refuses clients
     * that wait for a server until server_login_retry is over: look for a moment without logins, for a short while.
     */
    private void awaitLogins(List<String> names, Deadline deadline) {
        Deadline enough = Deadline.in(LOGINS);
        while (loggingIn(names, deadline) && !enough.passed() && !deadline.passed()) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private boolean loggingIn(List<String> names, Deadline deadline) {
        return obeyed(console.ask("SHOW POOLS", deadline), "SHOW POOLS").rows().stream()
                .anyMatch(row -> names.contains(row.get("database")) && !"0".equals(row.getOrDefault("sv_login", "0")));
    }

    /** Ends before the deadline: what is left then is for the last questions, or for taking a pause back. */
    private static Deadline patience(Deadline deadline, Duration time) {
        Duration fifth = time.dividedBy(5);
        Duration kept = fifth.compareTo(Duration.ofSeconds(1)) < 0 ? fifth : Duration.ofSeconds(1);
        return Deadline.in(deadline.left().minus(kept));
    }

    private TrafficException takenBack(List<String> names, String message, RuntimeException cause, Runnable stillOurs) {
        pausing.forEach(AdminConsole::close);
        // an interrupt ends the pause, not the taking back
        boolean interrupted = Thread.interrupted();
        try {
            letGo(names, Deadline.in(LAST_ORDER), stillOurs);
            return new TrafficException(message, cause);
        } catch (TrafficException e) {
            TrafficException stuck = new TrafficException(
                    "a pause that failed could not be taken back, and clients of " + String.join(", ", names)
                            + " may still be held: say RESUME on the " + consoleName + " (" + e.getMessage() + ")",
                    cause);
            stuck.addSuppressed(e);
            return stuck;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void letGo(List<String> names, Deadline deadline, Runnable stillOurs) {
        stillOurs.run();
        String refusal = "";
        for (String name : names) {
            Reply reply = console.ask(command("RESUME", name), deadline);
            refusal = reply.obeyed() ? refusal : reply.error();
        }
        // an entry that is not paused is refused, and that is all right
        if (!refusal.isEmpty() && served(deadline).stream().anyMatch(PooledDatabase::paused)) {
            throw new TrafficException("PgBouncer refused to resume (" + refusal
                    + "); clients are still held: say RESUME on the " + consoleName);
        }
    }

    // ---- pointing

    private void point(Address address, Deadline deadline, Duration time, Runnable stillOurs) {
        PgBouncerIni before = file.read();
        for (String name : traffic.databases()) {
            PgBouncerIni.Entry entry = entry(before, name);
            if (!isAt(entry, address(Server.SOURCE)) && !isAt(entry, address(Server.TARGET))) {
                throw file.in(new TrafficException(stranger(name, entry.host(), entry.port())));
            }
        }
        PgBouncerIni after = before.pointing(traffic.databases(), address);
        stillOurs.run();
        if (!Arrays.equals(before.bytes(), after.bytes())) {
            file.write(after);
        }
        obeyed(console.ask("RELOAD", deadline), "RELOAD");
        // the last look must get its answer before the deadline
        Deadline patience = patience(deadline, time);
        await(
                patience,
                () -> served(deadline).stream().allMatch(database -> database.isAt(address)),
                () -> traffic.configFile() + " says " + address
                        + ", but PgBouncer does not after RELOAD; see whether it uses this file (SHOW CONFIG, conffile)");
        await(
                patience,
                () -> departing(deadline) == 0,
                () -> "PgBouncer points at " + address
                        + ", but transactions still run where it pointed before; wait for their end and try again");
    }

    /** Server connections of an address that an entry no longer has: marked, and closed when their transaction ends. */
    private long departing(Deadline deadline) {
        Set<String> names = new LinkedHashSet<>();
        served(deadline).forEach(database -> names.add(database.name()));
        return obeyed(console.ask("SHOW SERVERS", deadline), "SHOW SERVERS").rows().stream()
                .filter(row -> names.contains(row.get("database")) && "1".equals(row.get("close_needed")))
                .count();
    }

    private static void await(Deadline deadline, BooleanSupplier done, java.util.function.Supplier<String> otherwise) {
        while (!done.getAsBoolean()) {
            if (deadline.passed()) {
                throw new TrafficException(otherwise.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    static String stranger(String name, String host, String port) {
        return "entry " + name + " is at host=" + host + " port=" + port
                + ", which is neither the source nor the target of the plan; mend the entry, or write the addresses as PgBouncer"
                + " has them under traffic.source and traffic.target";
    }

    // ---- what is there

    private Address address(Server server) {
        return server == Server.SOURCE ? traffic.sourceOf(plan) : traffic.targetOf(plan);
    }

    private PgBouncerIni.Entry entry(PgBouncerIni ini, String name) {
        try {
            return ini.entry(name);
        } catch (TrafficException e) {
            throw file.in(e);
        }
    }

    private static boolean isAt(PgBouncerIni.Entry entry, Address address) {
        return PooledDatabase.same(entry.host(), entry.port(), address);
    }

    /** The plan's entries as PgBouncer has them now; of {@code *}, the databases it has been asked for so far. */
    private List<PooledDatabase> served(Deadline deadline) {
        return Served.of(databases(console, deadline), traffic.databases(), this::named);
    }

    List<PooledDatabase> served() {
        return served(Deadline.in(ANSWER));
    }

    /** What to pause and resume. */
    private List<String> names(Deadline deadline) {
        Set<String> names = new LinkedHashSet<>(traffic.databases());
        if (names.remove("*")) {
            served(deadline).forEach(database -> names.add(database.name()));
            // clients that come for the first time during the pause are held too
            plan.databases().names().stream()
                    .filter(name -> !named().contains(name))
                    .forEach(names::add);
        }
        return List.copyOf(names);
    }

    private Set<String> named() {
        return file.read().names();
    }

    static List<PooledDatabase> databases(AdminConsole console, Deadline deadline) {
        return obeyed(console.ask("SHOW DATABASES", deadline), "SHOW DATABASES").rows().stream()
                .map(PooledDatabase::of)
                .toList();
    }

    static Reply obeyed(Reply reply, String command) {
        if (!reply.obeyed()) {
            throw new TrafficException("PgBouncer refused " + command + " (" + reply.error()
                    + "); see its log, and that the user is one of its admin_users");
        }
        return reply;
    }

    /** Identifiers of the console: bare ones have small letters, digits and underscores. */
    static String command(String verb, String name) {
        return verb + " " + (name.matches("[a-z0-9_]+") ? name : "\"" + name.replace("\"", "\"\"") + "\"");
    }
}
