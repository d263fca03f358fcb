package io.pgbaton.cli.text;

import io.pgbaton.engine.DryRun;
import io.pgbaton.plan.Plan;
import java.time.ZoneId;

/** A dry run as a change ticket. */
public final class ChangeTicket {
    public ChangeTicket(Screen screen, ZoneId zone, boolean full) {}

    public String of(DryRun dryRun, Plan plan) {
        return dryRun.toString();
    }
}
