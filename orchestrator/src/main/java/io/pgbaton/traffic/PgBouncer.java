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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PgBouncer in front of the servers (DOMAIN D-P01, D-50): PAUSE lets running transactions end, closes every server connection
 * and holds what clients send; the entries of its file are pointed elsewhere and reloaded; RESUME lets clients through to
 * where the entries point then.
 */
public final class PgBouncer implements Traffic, AutoCloseable {
    /** For questions and for taking back; long beside what a console needs, short beside an operator's patience. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Plan plan;
    private final PgBouncerTraffic traffic;
    private final PgBouncerFile file;
    private final AdminConsole console;
    private final Entries entries;
    private final Hold hold;
    private final Pointing pointing;
    private final String consoleName;
    private @Nullable Thread afterwards;

    /** PgBouncer as {@code traffic} of the plan tells; {@code psql} is the program to talk to its console with. */
    public PgBouncer(Plan plan, PgBouncerTraffic traffic, Path psql) {
        this.plan = plan;
        this.traffic = traffic;
        this.file = new PgBouncerFile(Path.of(traffic.configFile()));
        Duration patience = plan.limits().connectTimeout();
        // whoever takes over from this process knows its consoles by it
        String ours = "pgbaton_" + plan.name();
        this.console = new AdminConsole(psql, traffic.console(), ours, patience);
        // tells these consoles from those of any other process
        String pausing = ours + "_" + UUID.randomUUID().toString().substring(0, 8);
        this.entries = new Entries(plan, traffic, file, console);
        this.hold = new Hold(
                traffic, entries, console, pausing, () -> new AdminConsole(psql, traffic.console(), pausing, patience));
        this.pointing = new Pointing(entries, file, console);
        this.consoleName = "console " + Psql.address(traffic.console());
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
                        + (entry.equals("*")
                                ? verb + " of every database that * serves"
                                : Entries.command(verb, entry) + ";"))
                .toList();
    }

    private List<String> changes(Server server) {
        List<String> lines = new ArrayList<>();
        for (String name : traffic.databases()) {
            Address to = entries.address(server);
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
                return entries.served(deadline).stream().allMatch(PooledDatabase::isHeld);
            }

            @Override
            public Boolean resume() {
                return entries.served(deadline).stream().noneMatch(PooledDatabase::paused);
            }

            @Override
            public Boolean pointAt(Server server) {
                Address address = entries.address(server);
                PgBouncerIni ini = file.read();
                return entries.planned().stream().allMatch(name -> Entries.isAt(entries.entry(ini, name), address))
                        && entries.served(deadline).stream().allMatch(database -> database.isAt(address));
            }
        });
    }

    /** Logs in to the consoles; for another address, writes the new file beside the old one. */
    @Override
    public synchronized void prepare(Route.Order order, Duration time) {
        Deadline deadline = Deadline.in(time);
        settled();
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                hold.prepare(deadline);
                return null;
            }

            @Override
            public @Nullable Void resume() {
                console.open(deadline);
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                console.open(deadline);
                pointing.prepare(entries.address(server));
                return null;
            }
        });
    }

    /**
     * Carries the order out. A pause is tried as the plan says; one that has not come about shortly before the deadline is
     * taken back: clients go on where they were. Resuming asks again until the deadline if PgBouncer does not answer. Pointing
     * refuses entries that are neither at the source nor at the target.
     */
    @Override
    public synchronized void apply(Route.Order order, Duration time, Runnable stillOurs) {
        Deadline deadline = Deadline.in(time);
        settled();
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                try {
                    hold.pause(deadline, time, stillOurs);
                } catch (TrafficException e) {
                    settleLater();
                    throw e;
                }
                return null;
            }

            @Override
            public @Nullable Void resume() {
                hold.resume(deadline, stillOurs);
                settleLater();
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                pointing.apply(entries.address(server), deadline, patience(deadline, time), stillOurs, hold.held());
                return null;
            }
        });
    }

    /** By RECONNECT. */
    @Override
    public synchronized void refresh(Duration time, Runnable stillOurs) {
        settled();
        hold.refresh(Deadline.in(time), stillOurs);
        settleLater();
    }

    /** What clients need not wait for. */
    private void settleLater() {
        afterwards = new Thread(this::settle, "pgbouncer");
        afterwards.setDaemon(true);
        afterwards.start();
    }

    /** What fails here is done again, or in another way, by the next order. */
    private void settle() {
        try {
            pointing.settle();
            hold.settle(Deadline.in(SETTLING));
        } catch (TrafficException e) {
            // a PgBouncer that has gone reads its file when it comes back
        }
    }

    private void settled() {
        Thread running = afterwards;
        if (running != null) {
            try {
                running.join(SETTLING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            afterwards = null;
        }
    }

    /** Ends before the deadline: what is left then is for the last questions, or for taking a pause back. */
    static Deadline patience(Deadline deadline, Duration time) {
        Duration fifth = time.dividedBy(5);
        Duration kept = fifth.compareTo(Duration.ofSeconds(1)) < 0 ? fifth : Duration.ofSeconds(1);
        return Deadline.in(deadline.left().minus(kept));
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
            if (!served.isEmpty() && served.stream().allMatch(database -> database.isAt(entries.address(server)))) {
                return server;
            }
        }
        return null;
    }

    List<PooledDatabase> served() {
        return entries.served(Deadline.in(ANSWER));
    }

    /** An answer of the console. */
    Reply show(String question) {
        return Entries.obeyed(console.ask(question, Deadline.in(ANSWER)), question);
    }

    /** Leaves the console and nothing beside the file; PgBouncer stays as it is. */
    @Override
    public synchronized void close() {
        settled();
        settle();
        console.close();
        hold.close();
        pointing.close();
    }

    static String stranger(String name, String host, String port) {
        return "entry " + name + " is at host=" + host + " port=" + port
                + ", which is neither the source nor the target of the plan; mend the entry, or write the addresses as PgBouncer"
                + " has them under traffic.source and traffic.target";
    }
}
