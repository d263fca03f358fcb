package io.pgbaton.upgrade;

import static io.pgbaton.upgrade.Phase.*;
import static io.pgbaton.upgrade.Signal.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of an upgrade as a plain table. What is not in it is not allowed. */
public final class Lifecycle {
    /** Every transition there is. */
    public static final List<Transition> TABLE = table();

    private Lifecycle() {}

    private static List<Transition> table() {
        List<Transition> table = new ArrayList<>();
        add(table, PLANNED, CHECK, CHECKED);
        add(table, CHECKED, CHECK, CHECKED);
        add(table, ABANDONED, CHECK, CHECKED);
        add(table, CHECKED, REPLICATE, REPLICATING);
        add(table, REPLICATING, COMPLETED, IN_SYNC);
        add(table, IN_SYNC, SWITCH_OVER, SWITCHING_OVER);
        add(table, SWITCHING_OVER, BACKED_OUT, IN_SYNC);
        add(table, SWITCHING_OVER, REROUTED, HANDING_OVER);
        add(table, HANDING_OVER, COMPLETED, SWITCHED_OVER);
        add(table, SWITCHED_OVER, SWITCH_BACK, SWITCHING_BACK);
        add(table, SWITCHING_BACK, BACKED_OUT, SWITCHED_OVER);
        add(table, SWITCHING_BACK, REROUTED, HANDING_BACK);
        add(table, HANDING_BACK, COMPLETED, SWITCHED_BACK);
        add(table, SWITCHED_BACK, SWITCH_OVER, SWITCHING_OVER);
        add(table, SWITCHED_OVER, FINISH, FINISHING);
        add(table, FINISHING, COMPLETED, FINISHED);
        for (Phase phase : List.of(PLANNED, CHECKED, REPLICATING, IN_SYNC, SWITCHED_BACK)) {
            add(table, phase, ABANDON, ABANDONING);
        }
        add(table, ABANDONING, COMPLETED, ABANDONED);
        for (Phase phase : Phase.values()) {
            if (phase.running()) {
                interruptions(table, phase);
            }
        }
        return List.copyOf(table);
    }

    private static void interruptions(List<Transition> table, Phase phase) {
        Stage stalled = new Stage(STALLED, phase);
        table.add(new Transition(Stage.at(phase), FAILED, stalled));
        table.add(new Transition(stalled, RESUME, Stage.at(phase)));
        boolean abandonable = phase == REPLICATING || phase == SWITCHING_OVER;
        if (abandonable) {
            table.add(new Transition(stalled, ABANDON, Stage.at(ABANDONING)));
        }
        if (!phase.handing()) {
            Stage paused = new Stage(PAUSED, phase);
            table.add(new Transition(Stage.at(phase), PAUSE, paused));
            table.add(new Transition(paused, RESUME, Stage.at(phase)));
            if (abandonable) {
                table.add(new Transition(paused, ABANDON, Stage.at(ABANDONING)));
            }
        }
    }

    private static void add(List<Transition> table, Phase from, Signal signal, Phase to) {
        table.add(new Transition(Stage.at(from), signal, Stage.at(to)));
    }

    /** Where the signal leads, or nothing where it is not allowed. */
    public static Optional<Stage> after(Stage from, Signal signal) {
        return TABLE.stream()
                .filter(line -> line.from().equals(from) && line.signal() == signal)
                .map(Transition::to)
                .findFirst();
    }

    /** The signals that an operator may give at this stage. */
    public static List<Signal> allowed(Stage stage) {
        return TABLE.stream()
                .filter(line -> line.from().equals(stage) && line.signal().operators())
                .map(Transition::signal)
                .toList();
    }
}
