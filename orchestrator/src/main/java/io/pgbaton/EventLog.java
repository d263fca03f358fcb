package io.pgbaton;

import io.pgbaton.engine.UpgradeEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to the log, each in one line: what goes wrong as warnings, steps as information, moves for debugging. */
final class EventLog implements Wiring.Listener {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgbaton.events");

    @Override
    public void accept(UpgradeEvent event) {
        switch (event.kind()) {
            case FAILED:
            case BACKED_OUT:
            // The command says it to whoever waits for it; the log keeps it for the others.
            case PHASE:
            case STEP_STARTED:
            case STEP_DONE:
            case FREEZE_BEGAN:
            case FREEZE_ENDED:
            case UNDONE:
            case NOTE:
                LOG.info("{}", line(event));
                break;
            default:
                LOG.debug("{}", line(event));
        }
    }

    private static String line(UpgradeEvent event) {
        return event.upgrade() + " " + event.phase() + " " + (event.step() == null ? "-" : event.step()) + " "
                + event.kind() + "  " + event.message() + (event.detail().isEmpty() ? "" : " " + event.detail());
    }
}
