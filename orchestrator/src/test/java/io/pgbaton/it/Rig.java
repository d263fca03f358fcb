package io.pgbaton.it;

import io.pgbaton.engine.Clock;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Hooks;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Questions;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Watchdog;
import io.pgbaton.engine.Workshop;
import io.pgbaton.hooks.PlannedHooks;
import io.pgbaton.journal.ControlDatabase;
import io.pgbaton.journal.JdbcJournal;
import io.pgbaton.machine.SpringPhaseMachine;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcLiveProbe;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.report.Markdown;
import io.pgbaton.report.UpgradePage;
import io.pgbaton.traffic.PlannedTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The product put together in this process for one lab: a plan file, a control database, the facade. */
final class Rig implements AutoCloseable {
    private static final boolean TALKATIVE = Boolean.getBoolean("pgbaton.talkative");

    final Lab lab;
    final Path folder;
    final Upgrades upgrades;
    final Journal journal;
    final List<UpgradeEvent> events = new CopyOnWriteArrayList<>();
    private Consumer<UpgradeEvent> listener = event -> {};

    Rig(Lab lab) {
        this.lab = lab;
        try {
            folder = Files.createTempDirectory("pgbaton-rig");
            Files.writeString(folder.resolve("password"), lab.password());
            Files.writeString(folder.resolve("console-password"), lab.consolePassword());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        journal = new JdbcJournal(ControlDatabase.open(control()));
        upgrades = upgrades("test:1");
    }

    /** Another process's view of the same control database. */
    Upgrades upgrades(String who) {
        return assemble(journal, workshop(who), who, this::hear);
    }

    /** The product's parts on a journal and a workshop. */
    static Upgrades assemble(Journal journal, Workshop workshop, String who, Consumer<UpgradeEvent> listener) {
        return new Upgrades(journal, new SpringPhaseMachine(), workshop, Clock.system(), who, listener);
    }

    /** The report as people read it. */
    String report(String name) {
        return Markdown.of(UpgradePage.of(upgrades.report(name)));
    }

    /** Where the journal is kept. */
    Path control() {
        return folder.resolve("control.db");
    }

    /** The connections to this lab's servers and its PgBouncer. */
    Workshop workshop(String who) {
        return workshop(lab.clientPrograms(), who);
    }

    /** Connections to whatever a plan names, with the client programs of a lab; nobody watches. */
    static Workshop workshop(Path clientPrograms, String who) {
        return workshop(clientPrograms, who, (plan, claim) -> Watchdog.NONE);
    }

    /** The same, watched. */
    static Workshop workshop(Path clientPrograms, String who, BiFunction<Plan, Long, Watchdog> watchdogs) {
        return new Workshop() {
            private final ClientPrograms programs =
                    ClientPrograms.ofEnvironment(Map.of("PGBATON_CLIENT_PATH", clientPrograms.toString()));

            private final Questions questions = new Questions();

            @Override
            public Questions questions() {
                return questions;
            }

            @Override
            public Servers servers(Plan plan) {
                return new JdbcServers(plan, who, programs);
            }

            @Override
            public Traffic traffic(Plan plan) {
                return PlannedTraffic.of(plan, clientPrograms.resolve("psql"), questions);
            }

            @Override
            public Watchdog watchdog(Plan plan, long epoch) {
                return watchdogs.apply(plan, epoch);
            }

            @Override
            public Hooks hooks(Plan plan) {
                return PlannedHooks.of(plan);
            }

            @Override
            public LiveProbe probe(Plan plan) {
                return JdbcLiveProbe.of(plan);
            }
        };
    }

    private void hear(UpgradeEvent event) {
        events.add(event);
        if (TALKATIVE) {
            System.out.println(event.at() + " " + event.kind() + " " + event.step() + " " + event.message() + " "
                    + event.detail());
        }
        listener.accept(event);
    }

    void listen(Consumer<UpgradeEvent> to) {
        listener = to;
    }

    /** A plan for this lab; more lines may be added. */
    PlanFile plan(String name, String databases, String... more) {
        List<String> lines = new ArrayList<>();
        lines.add("name: " + name);
        for (Server server : Server.values()) {
            lines.add(Lab.word(server) + ":");
            lines.add("  host: " + lab.host());
            lines.add("  port: " + lab.port(server));
            lines.add("  user: postgres");
            lines.add("  password: ${file:password}");
            lines.add("  replication:");
            lines.add("    host: " + lab.peerHost(server));
            lines.add("    port: " + lab.peerPort(server));
        }
        lines.add("databases: " + databases);
        lines.add("catchUp:");
        lines.add("  stableFor: 200ms");
        lines.addAll(List.of(more));
        return PlanFile.parse(
                String.join("\n", lines), folder.resolve(name + ".yaml").toString(), folder);
    }

    /** The lines of a plan whose clients come through PgBouncer. */
    String[] behindPgBouncer(String... databases) {
        List<String> lines = new ArrayList<>(List.of(
                "traffic:",
                "  kind: pgbouncer",
                "  console:",
                "    host: " + lab.host(),
                "    port: " + lab.bouncerPort(),
                "    user: " + lab.consoleUser(),
                "    password: ${file:console-password}",
                "  configFile: " + lab.bouncerFile(),
                "  databases: [" + String.join(", ", databases) + "]"));
        for (Server server : Server.values()) {
            Address seen = lab.bouncerSees(server);
            if (!seen.equals(new Address(lab.host(), lab.port(server)))) {
                lines.add("  " + Lab.word(server) + ": {host: " + seen.host() + ", port: " + seen.port() + "}");
            }
        }
        return lines.toArray(String[]::new);
    }

    Outcome run(String name, Goal goal) {
        return upgrades.run(name, goal);
    }

    /** Runs to the goal; throws {@link AssertionError} with what the run said if it does not get there. */
    void reach(String name, Goal goal) {
        Outcome outcome = run(name, goal);
        if (outcome.kind() != Outcome.Kind.DONE) {
            throw new AssertionError(
                    outcome.kind() + " instead of " + goal + ": " + outcome.message() + "\n" + outcome.findings());
        }
    }

    void sql(Server server, String database, String... statements) {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of every row. */
    List<String> query(Server server, String database, String query) {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(Server server, String database) throws SQLException {
        Writer.Login login = lab.login(server, database);
        return DriverManager.getConnection(login.url(), login.user(), login.password());
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
