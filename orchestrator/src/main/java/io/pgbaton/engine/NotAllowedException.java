package io.pgbaton.engine;

import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.util.List;
import java.util.stream.Collectors;

/** A signal was given that the lifecycle does not allow now. The message says what is allowed instead. */
public final class NotAllowedException extends RuntimeException {
    private final List<Signal> allowed;

    public NotAllowedException(Stage stage, Signal signal) {
        super(signal.word() + " is not possible while the upgrade is " + stage + "; possible now: " + words(stage));
        this.allowed = Lifecycle.allowed(stage);
    }

    /** A reason that the lifecycle table does not know, for example an approval that is missing. */
    public NotAllowedException(String message, List<Signal> allowed) {
        super(message);
        this.allowed = List.copyOf(allowed);
    }

    private static String words(Stage stage) {
        List<Signal> signals = Lifecycle.allowed(stage);
        return signals.isEmpty()
                ? "nothing"
                : signals.stream().map(Signal::word).collect(Collectors.joining(", "));
    }

    /** What an operator may do instead. */
    public List<Signal> allowed() {
        return allowed;
    }
}
