package io.pgbaton.cli;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.NotApprovedException;
import io.pgbaton.engine.PlanChangedException;
import io.pgbaton.engine.UnknownUpgradeException;
import io.pgbaton.plan.PlanException;
import io.pgbaton.postgres.UpgradeLock;
import java.util.Map;

/** Turns what was thrown into one clear message and an exit code. */
final class Failures {
    private static final Map<Class<? extends RuntimeException>, ExitCode> EXPECTED = Map.of(
            PlanException.class, ExitCode.USAGE,
            UsageException.class, ExitCode.USAGE,
            UnknownUpgradeException.class, ExitCode.USAGE,
            NotAllowedException.class, ExitCode.USAGE,
            PlanChangedException.class, ExitCode.USAGE,
            NotApprovedException.class, ExitCode.BLOCKED,
            UpgradeLock.HeldException.class, ExitCode.HELD,
            UpgradeLock.LockLostException.class, ExitCode.HELD,
            Journal.FencedException.class, ExitCode.HELD);

    /** Failures of ours say all in their message; anything else is shown with its type. */
    private static final String OURS = "io.pgbaton.";

    private Failures() {}

    /** The cause that says what is the matter: whatever wrapped one of our exceptions adds nothing. */
    static Throwable root(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (isOurs(at)) {
                return at;
            }
            last = at;
        }
        return last;
    }

    static ExitCode codeOf(Throwable thrown) {
        return EXPECTED.getOrDefault(root(thrown).getClass(), ExitCode.UNEXPECTED);
    }

    static String messageOf(Throwable thrown) {
        Throwable root = root(thrown);
        String message = root.getMessage();
        if (isOurs(root) && message != null) {
            return message;
        }
        String type = root.getClass().getSimpleName();
        return "unexpected: " + type + (message == null ? "" : ": " + message) + " (--verbose shows where)";
    }

    private static boolean isOurs(Throwable thrown) {
        return thrown.getClass().getName().startsWith(OURS);
    }
}
