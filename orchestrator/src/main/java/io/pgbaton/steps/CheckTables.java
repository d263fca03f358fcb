package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at the tables of the source and at the emptiness of the target. */
public final class CheckTables implements Step {
    @Override
    public String name() {
        return "check-tables";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at the tables of the source and at the emptiness of the target")
                .build();
    }
}
