package io.pgbaton.engine;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Probe;
import io.pgbaton.step.Work;

/** Asks whether what a step was to bring about is so. Each change was asked by itself when it was made. */
final class Verifier {
    private Verifier() {}

    /** Throws {@link StepFailed} for the first proof that fails. */
    static void verify(Work work, Workplace place) {
        for (Probe probe : work.proves()) {
            Answer answer = place.ask(probe);
            if (!answer.yes()) {
                throw new StepFailed(Checker.refusal(probe, answer));
            }
        }
    }
}
