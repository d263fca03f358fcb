package io.pgbaton.steps;

import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.Comparing.AtSwitch;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Snapshot;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the plan wants it, holds what both servers show while neither is written: everything has arrived, and no client is let
 * through yet. What is compared by it behind the switch is exact, whatever clients write meanwhile (DOMAIN G-03).
 */
public final class HoldSnapshots implements Step {
    private final Server from;

    public HoldSnapshots(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "hold-snapshots";
    }

    @Override
    public Work work(Facts facts) {
        Comparing compare = facts.plan().compare();
        if (compare.atSwitch() == AtSwitch.OFF) {
            return Work.intending(
                            "Nothing to do: the plan wants no comparison of both servers as they are at the switch")
                    .build();
        }
        List<Snapshot> snapshots = new ArrayList<>();
        for (String database : facts.databases()) {
            for (Server server : List.of(from, from.other())) {
                snapshots.add(new Snapshot(
                        "hold what " + database + " shows on the " + server.word(),
                        new Place(server, database),
                        compare.atSwitchWithin()));
            }
        }
        return Work.intending("Hold what both servers show now, to compare it behind the switch")
                .move(Together.everywhere("snapshots", snapshots))
                .build();
    }
}
