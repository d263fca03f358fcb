package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The process is killed by SIGKILL before and after every move and in every wait, and the next one goes on, while clients
 * write through PgBouncer: they wait, and see no error.
 */
class InterruptResumeIT {
    private static final String NAME = "shop";

    @Test
    void goes_on_after_a_kill_before_and_after_every_move_there_and_back_and_there_again() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
            rig.upgrades.add(rig.plan(NAME, "[app]", rig.behindPgBouncer("app")));
            rig.upgrades.add(rig.plan("training", "[app]", rig.behindPgBouncer("app")));
            Stopping.Quick processes = new Stopping.Quick(rig, "training");
            Writer writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                    .clients(4)
                    .rate(60));
            await().until(() -> writer.acknowledged() > 100);

            List<String> points = new ArrayList<>();
            for (Goal goal :
                    List.of(Goal.IN_SYNC, Goal.SWITCHED_OVER, Goal.SWITCHED_BACK, Goal.SWITCHED_OVER, Goal.FINISHED)) {
                reach(processes, goal, points);
                await().until(() -> writer.report().failed() > 0 || writes(writer));
            }

            Writer.Report report = writer.stop();
            System.out.println(points.size() + " points; the longest wait " + report.longestStall());
            assertThat(report.failures()).isEmpty();
            Writer.Verdict verdict = writer.verify(lab.url(TARGET, "app"), "postgres", lab.password());
            assertThat(verdict.exact()).as(verdict.toString()).isTrue();
            assertThat(rig.journal.moves(NAME))
                    .extracting(Journal.MoveEntry::state)
                    .allMatch(EnumSet.of(
                            Journal.MoveState.DONE,
                            Journal.MoveState.ALREADY,
                            Journal.MoveState.UNDONE,
                            Journal.MoveState.SETTLED)::contains);
            for (Server server : Server.values()) {
                assertThat(leftovers(rig, server)).as("left on the " + server).isEmpty();
            }
            assertThat(points).hasSizeGreaterThan(100);
        }
    }

    private static boolean writes(Writer writer) {
        long before = writer.acknowledged();
        await().until(() -> writer.acknowledged() > before + 10);
        return true;
    }

    /** Runs and kills until a run reaches the goal without passing a point that is new. */
    private static void reach(Stopping.Quick processes, Goal goal, List<String> points) {
        Stopping next = processes.start(NAME, goal, "");
        while (true) {
            Stopping current = next;
            current.go();
            // Loads while the other one works.
            next = processes.start(NAME, goal, "");
            String said = current.says();
            current.kill();
            if (said.startsWith("STOPPED")) {
                System.out.println(java.time.LocalTime.now() + " " + said);
                points.add(said);
            } else if (!said.startsWith("HELD")) {
                next.kill();
                assertThat(said).startsWith("ENDED DONE");
                return;
            }
        }
    }

    /** Whatever carries the name of the product. */
    static List<String> leftovers(Rig rig, Server server) {
        return rig.query(
                server,
                "app",
                "SELECT 'subscription ' || subname FROM pg_subscription"
                        + " UNION ALL SELECT 'publication ' || pubname FROM pg_publication"
                        + " UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots"
                        + " UNION ALL SELECT 'origin ' || roname FROM pg_replication_origin"
                        + " UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'pgbaton%'");
    }
}
