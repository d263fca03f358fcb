package io.pgbaton.cli.text;

import io.pgbaton.plan.Plan;
import io.pgbaton.step.Finding;
import java.util.List;

/** What a check looked at and found. */
public final class CheckText {
    private final Screen screen;

    public CheckText(Screen screen) {
        this.screen = screen;
    }

    /** @param blocked whether a finding keeps the upgrade from starting */
    public String of(Plan plan, List<Finding> findings, boolean blocked) {
        return new Findings(screen, plan.allow()).text(findings) + "blocked=" + blocked;
    }
}
