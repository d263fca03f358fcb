package io.pgbaton.journal;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.upgrade.Phase;
import java.nio.file.Path;

/** A process of its own that makes moves until it is killed, and says on its output which ones were acknowledged. */
final class JournalWriter {
    static final String NAME = "killed";

    private JournalWriter() {}

    /** Argument: the control database. Each line is {@code intended <id>} or {@code done <id>}. */
    public static void main(String[] arguments) {
        Journal journal = new JdbcJournal(ControlDatabase.open(Path.of(arguments[0])));
        long epoch = journal.claim(NAME, "pid " + ProcessHandle.current().pid());
        for (long ordinal = 0; ; ordinal++) {
            long move = journal.intend(NAME, epoch, 1, Phase.REPLICATING, "s", "k" + ordinal, "{}");
            System.out.println("intended " + move);
            journal.settle(NAME, epoch, move, MoveState.DONE, null, null);
            System.out.println("done " + move);
        }
    }
}
