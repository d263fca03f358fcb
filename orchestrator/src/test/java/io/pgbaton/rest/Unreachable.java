package io.pgbaton.rest;

import io.pgbaton.engine.Clock;
import io.pgbaton.engine.Hooks;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Watchdog;
import io.pgbaton.engine.Workshop;
import io.pgbaton.journal.ControlDatabase;
import io.pgbaton.journal.JdbcJournal;
import io.pgbaton.machine.SpringPhaseMachine;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.traffic.PlannedTraffic;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

/** The product put together over a journal in a file, for plans whose servers nobody can reach. */
final class Unreachable implements Workshop, AutoCloseable {
    private static final String WHO = "test:1";

    final JdbcJournal journal;
    final Upgrades upgrades;
    private final DataSource database;

    Unreachable(Path control) {
        database = ControlDatabase.open(control);
        journal = new JdbcJournal(database);
        upgrades = new Upgrades(journal, new SpringPhaseMachine(), this, Clock.system(), WHO, event -> {});
    }

    @Override
    public Servers servers(Plan plan) {
        return new JdbcServers(plan, WHO, ClientPrograms.ofEnvironment(Map.of()));
    }

    @Override
    public Traffic traffic(Plan plan) {
        return PlannedTraffic.of(plan, Path.of("psql"));
    }

    @Override
    public Watchdog watchdog(Plan plan, long epoch) {
        return Watchdog.NONE;
    }

    @Override
    public Hooks hooks(Plan plan) {
        return Hooks.none();
    }

    @Override
    public LiveProbe probe(Plan plan) {
        return LiveProbe.none();
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) database).close();
    }
}
