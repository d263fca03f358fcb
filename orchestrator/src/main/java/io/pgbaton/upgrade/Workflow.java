package io.pgbaton.upgrade;

import io.pgbaton.postgres.Server;
import io.pgbaton.step.Step;
import io.pgbaton.steps.AdvanceSequences;
import io.pgbaton.steps.AnalyzeTarget;
import io.pgbaton.steps.AwaitCatchUp;
import io.pgbaton.steps.AwaitInitialCopy;
import io.pgbaton.steps.AwaitQuiet;
import io.pgbaton.steps.BuildIndexes;
import io.pgbaton.steps.CarryLeftovers;
import io.pgbaton.steps.CheckCapacity;
import io.pgbaton.steps.CheckExtensions;
import io.pgbaton.steps.CheckGuard;
import io.pgbaton.steps.CheckLeftovers;
import io.pgbaton.steps.CheckObjects;
import io.pgbaton.steps.CheckRehearsal;
import io.pgbaton.steps.CheckRights;
import io.pgbaton.steps.CheckSchema;
import io.pgbaton.steps.CheckSequences;
import io.pgbaton.steps.CheckServers;
import io.pgbaton.steps.CheckSettings;
import io.pgbaton.steps.CheckTables;
import io.pgbaton.steps.CheckTriggers;
import io.pgbaton.steps.ConfirmChecks;
import io.pgbaton.steps.ConfirmCompared;
import io.pgbaton.steps.ConfirmInSync;
import io.pgbaton.steps.ConfirmSchema;
import io.pgbaton.steps.ConfirmSequences;
import io.pgbaton.steps.CopyLargeObjects;
import io.pgbaton.steps.CopyRoles;
import io.pgbaton.steps.CopySchema;
import io.pgbaton.steps.CreateDatabases;
import io.pgbaton.steps.CreateMarker;
import io.pgbaton.steps.CreatePublication;
import io.pgbaton.steps.CreateSubscription;
import io.pgbaton.steps.DrainReplication;
import io.pgbaton.steps.DropAudit;
import io.pgbaton.steps.DropReplication;
import io.pgbaton.steps.ExemptReplication;
import io.pgbaton.steps.FreezeWrites;
import io.pgbaton.steps.GuardSchema;
import io.pgbaton.steps.HoldSnapshots;
import io.pgbaton.steps.IncludeNewTables;
import io.pgbaton.steps.OpenWrites;
import io.pgbaton.steps.PauseTraffic;
import io.pgbaton.steps.PositionReplication;
import io.pgbaton.steps.PrepareAudit;
import io.pgbaton.steps.PrepareReplication;
import io.pgbaton.steps.PrepareWayBack;
import io.pgbaton.steps.PresetSequences;
import io.pgbaton.steps.ProveSilence;
import io.pgbaton.steps.RefreshMaterializedViews;
import io.pgbaton.steps.RerouteTraffic;
import io.pgbaton.steps.ResumeTraffic;
import io.pgbaton.steps.SetReplicaIdentity;
import io.pgbaton.steps.StartReplication;
import io.pgbaton.steps.StopReplication;
import java.util.List;

/** Which steps each phase has, in order: the table of contents of an upgrade. */
public final class Workflow {
    private static final List<Step> CHECK = List.of(
            new CheckServers(),
            new CheckSettings(),
            new CheckRights(),
            new CheckTables(),
            new CheckTriggers(),
            new CheckSchema(),
            new CheckSequences(),
            new CheckObjects(),
            new CheckExtensions(),
            new CheckLeftovers(),
            new CheckCapacity(),
            new CheckGuard(),
            new CheckRehearsal());

    private static final List<Step> REPLICATE = List.of(
            new CopyRoles(),
            new CreateDatabases(),
            new ExemptReplication(),
            new CreateMarker(),
            new CopySchema(),
            new SetReplicaIdentity(),
            new CreatePublication(),
            new CreateSubscription(),
            new AwaitInitialCopy(),
            new BuildIndexes(),
            CopyLargeObjects.first(),
            new AwaitCatchUp(),
            new RefreshMaterializedViews(),
            new AnalyzeTarget(),
            new PrepareWayBack(),
            new GuardSchema());

    private static final List<List<Step>> SWITCH_OVER = switchFrom(Server.SOURCE);
    private static final List<List<Step>> HAND_OVER = handTo(Server.TARGET);
    private static final List<List<Step>> SWITCH_BACK = switchFrom(Server.TARGET);
    private static final List<List<Step>> HAND_BACK = handTo(Server.SOURCE);

    private Workflow() {}

    /** What is done while everything can still be undone; from {@link PauseTraffic} on, clients wait. */
    private static List<List<Step>> switchFrom(Server from) {
        return List.of(
                List.of(new ConfirmChecks(from)),
                List.of(new ConfirmSchema(from)),
                List.of(new IncludeNewTables(from)),
                List.of(new ConfirmInSync(from)),
                List.of(new ConfirmSequences(from)),
                List.of(new ConfirmCompared(from)),
                List.of(new PrepareReplication(from.other())),
                List.of(new PresetSequences(from)),
                List.of(CopyLargeObjects.again(from)),
                List.of(new PrepareAudit(from)),
                List.of(new AwaitQuiet(from)),
                List.of(new PauseTraffic(from)),
                List.of(new FreezeWrites(from)),
                List.of(new DrainReplication(from), new AdvanceSequences(from), new CarryLeftovers(from)),
                List.of(
                        new ProveSilence(from),
                        new HoldSnapshots(from),
                        new PositionReplication(from.other()),
                        new RerouteTraffic(from.other())));
    }

    /** What is done once there is no way but forward; clients go on as soon as traffic is resumed. */
    private static List<List<Step>> handTo(Server to) {
        return List.of(
                List.of(new OpenWrites(to)),
                List.of(new ResumeTraffic()),
                List.of(new StopReplication(to.other())),
                List.of(new StartReplication(to)),
                List.of(new DropReplication(to.other())),
                List.of(new DropAudit(to)));
    }

    /** The steps of a phase, in groups that are performed one after the other; those of a group side by side. */
    public static List<List<Step>> groups(Phase phase) {
        switch (phase) {
            case PLANNED:
                return each(CHECK);
            case REPLICATING:
                return each(REPLICATE);
            case SWITCHING_OVER:
                return SWITCH_OVER;
            case HANDING_OVER:
                return HAND_OVER;
            case SWITCHING_BACK:
                return SWITCH_BACK;
            case HANDING_BACK:
                return HAND_BACK;
            default:
                return List.of();
        }
    }

    private static List<List<Step>> each(List<Step> steps) {
        return steps.stream().map(List::of).toList();
    }

    /** The steps of a phase; none for a phase without work of its own. */
    public static List<Step> steps(Phase phase) {
        return groups(phase).stream().flatMap(List::stream).toList();
    }

    /** The steps of a phase that are performed while clients wait. */
    public static List<Step> frozen(Phase phase) {
        List<Step> steps = steps(phase);
        int from = 0;
        int to = steps.size();
        for (int i = 0; i < steps.size(); i++) {
            from = beginsFreeze(steps.get(i)) ? i : from;
            to = endsFreeze(steps.get(i)) ? i + 1 : to;
        }
        return phase.switching() || phase.handing() ? steps.subList(from, to) : List.of();
    }

    /** Whether everything for the freeze has to be ready before this step, so that nothing but it comes in between. */
    public static boolean precedesFreeze(Step step) {
        return step instanceof AwaitQuiet;
    }

    /** Whether the freeze begins with this step: from here on clients wait, against the budget. */
    public static boolean beginsFreeze(Step step) {
        return step instanceof PauseTraffic;
    }

    /** Whether the freeze is over when this step is done. */
    public static boolean endsFreeze(Step step) {
        return step instanceof ResumeTraffic;
    }
}
