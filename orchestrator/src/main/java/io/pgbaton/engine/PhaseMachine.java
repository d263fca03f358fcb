package io.pgbaton.engine;

import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;

/** The law of the lifecycle: tells where a signal leads. */
public interface PhaseMachine {
    /** The stage after the signal; throws {@link NotAllowedException} where the lifecycle has no such transition. */
    Stage after(Stage from, Signal signal);
}
