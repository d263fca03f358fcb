package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What one process has in mind and not yet, or not only, in the journal. */
class Notebook {
    private final List<UpgradeEvent> untold = new ArrayList<>();
    private final List<MoveEntry> remembered = new ArrayList<>();

    /** Keeps an event for the history, if its kind belongs there. */
    synchronized void keep(UpgradeEvent event) {
        if (event.kind().kept()) {
            untold.add(event);
        }
    }

    /** Tells a listener, one event at a time. */
    synchronized void tell(UpgradeEvent event, Consumer<UpgradeEvent> listener) {
        listener.accept(event);
    }

    /** Appends what was kept to the history. */
    synchronized void write(Journal journal, String who) {
        for (UpgradeEvent event : untold) {
            String message = (event.step() == null ? "" : event.step() + ": ") + event.message();
            journal.append(event.upgrade(), event.at(), who, event.kind().name(), message, Json.text(event.detail()));
        }
        untold.clear();
    }

    /** Keeps moves that were written down, in case the journal is lost while clients wait. */
    synchronized void remember(List<MoveEntry> moves) {
        moves.stream().filter(move -> move.phase().switching()).forEach(remembered::add);
    }

    /** The moves of this process on this passage, oldest first. */
    synchronized List<MoveEntry> recall(long passage) {
        return remembered.stream().filter(move -> move.passage() == passage).toList();
    }
}
