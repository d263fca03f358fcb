package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.Goal;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dry run reads and writes nothing, whenever it is asked for. */
class DryRunIT {
    @Test
    void a_dry_run_changes_no_catalog_and_uses_up_no_transaction_id_in_any_phase() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            for (Server server : Server.values()) {
                // no other writer than the upgrade itself, which rests while the dry run is made
                rig.sql(server, "postgres", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()");
            }
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
            rig.sql(SOURCE, "app", "CREATE TABLE keyless (t text)");
            List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
            lines.add("tablesWithoutKey: full");
            PlanFile plan = rig.plan("dry", "[app]", lines.toArray(String[]::new));

            DryRun first = dry(lab, rig, plan);
            assertThat(first.blocked()).as(first.findings().toString()).isFalse();
            assertThat(first.parts()).hasSize(5);
            rig.upgrades.add(plan);
            dry(lab, rig, plan);
            for (Goal goal : List.of(
                    Goal.CHECKED,
                    Goal.IN_SYNC,
                    Goal.SWITCHED_OVER,
                    Goal.SWITCHED_BACK,
                    Goal.SWITCHED_OVER,
                    Goal.FINISHED)) {
                rig.reach("dry", goal);
                dry(lab, rig, plan);
            }
        }
    }

    private static DryRun dry(Lab lab, Rig rig, PlanFile plan) {
        List<String> before = state(lab, rig);
        DryRun dryRun = rig.upgrades.dryRun(plan.plan());
        assertThat(CatalogSnapshot.differences(before, state(lab, rig))).isEmpty();
        return dryRun;
    }

    /** The catalogs, and on each server the next transaction id: whoever writes uses one up. */
    private static List<String> state(Lab lab, Rig rig) {
        List<String> state = new ArrayList<>();
        CatalogSnapshot snapshot = CatalogSnapshot.of(lab);
        for (Server server : Server.values()) {
            snapshot.of(server).forEach(line -> state.add(server.word() + " " + line));
            rig.query(server, "postgres", "SELECT pg_snapshot_xmax(pg_current_snapshot())")
                    .forEach(xid -> state.add(server.word() + " next transaction id " + xid));
        }
        return state;
    }
}
