package io.pgbaton.steps;

import io.pgbaton.plan.Comparing.BeforeSwitch;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/**
 * Where the plan wants it, refuses to switch over without a comparison of both servers that found no difference: before 18 a
 * change to a row that is not there is lost without a word (DOMAIN F-02). The way back is never kept waiting for one.
 */
public final class ConfirmCompared implements Step {
    private final Server from;

    public ConfirmCompared(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "confirm-compared";
    }

    @Override
    public Work work(Facts facts) {
        boolean wanted = from == Server.SOURCE && facts.plan().compare().beforeSwitch() == BeforeSwitch.REQUIRE;
        Work.Builder work = Work.intending(
                wanted
                        ? "Make sure that both servers were compared and are the same"
                        : "Nothing to do: "
                                + (from == Server.SOURCE
                                        ? "the plan wants no comparison before a switch"
                                        : "the way back needs no comparison"));
        if (wanted) {
            facts.comparisonMissing()
                    .ifPresent(why -> work.finding(new Finding(
                            SwitchChecks.NOT_COMPARED,
                            facts.plan().name(),
                            "the plan wants a comparison before the switch, and " + why,
                            "run 'pgbaton compare " + facts.plan().name()
                                    + "', mend what differs, and switch over then")));
        }
        return work.build();
    }
}
