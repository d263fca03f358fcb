package io.pgbaton;

import io.pgbaton.cli.Assembly;
import io.pgbaton.cli.JavaCommand;
import io.pgbaton.cli.SpawnedWatchdog;
import io.pgbaton.engine.Hooks;
import io.pgbaton.engine.Questions;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.Watchdog;
import io.pgbaton.engine.Workshop;
import io.pgbaton.hooks.PlannedHooks;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanException;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcLiveProbe;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.traffic.PlannedTraffic;
import java.nio.file.Path;

/** Makes the hands that a plan asks for: JDBC for the servers, psql for the console of PgBouncer. */
final class PlannedWorkshop implements Workshop {
    /** The console speaks the old protocol only through clients that let it: any psql of a supported major does. */
    private static final int OLDEST_PSQL = 11;

    private final Assembly.Settings settings;
    private final String who;
    private final ClientPrograms programs;
    private final Questions questions = new Questions();

    PlannedWorkshop(Assembly.Settings settings, String who, ClientPrograms programs) {
        this.settings = settings;
        this.who = who;
        this.programs = programs;
    }

    @Override
    public Servers servers(Plan plan) {
        return new JdbcServers(plan, who, programs);
    }

    /** Throws {@link PlanException} if the plan's proxy needs psql and there is none. */
    @Override
    public Traffic traffic(Plan plan) {
        boolean needsPsql = plan.traffic().stream().anyMatch(PgBouncerTraffic.class::isInstance);
        return PlannedTraffic.of(plan, needsPsql ? psql() : Path.of("psql"), questions);
    }

    @Override
    public Questions questions() {
        return questions;
    }

    @Override
    public Watchdog watchdog(Plan plan, long epoch) {
        return new SpawnedWatchdog(JavaCommand.of(Application.class.getName()), settings, plan, epoch);
    }

    @Override
    public LiveProbe probe(Plan plan) {
        return JdbcLiveProbe.of(plan);
    }

    @Override
    public Hooks hooks(Plan plan) {
        return PlannedHooks.of(plan);
    }

    private Path psql() {
        return programs.atLeast("psql", OLDEST_PSQL)
                .orElseThrow(() -> new PlanException("PgBouncer's console is spoken to by psql, and there is no psql of"
                        + " version " + OLDEST_PSQL
                        + " or later on this machine; install a PostgreSQL client package, or"
                        + " name its directory in PGBATON_CLIENT_PATH"));
    }
}
