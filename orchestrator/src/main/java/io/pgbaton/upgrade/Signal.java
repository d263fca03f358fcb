package io.pgbaton.upgrade;

import java.util.Locale;

/** What moves an upgrade from one phase to the next. */
public enum Signal {
    CHECK(true),
    REPLICATE(true),
    SWITCH_OVER(true),
    SWITCH_BACK(true),
    FINISH(true),
    ABANDON(true),
    PAUSE(true),
    RESUME(true),
    /** The phase's work is done. */
    COMPLETED(false),
    /** Clients are about to be let through to the other server: the point of no return. */
    REROUTED(false),
    /** The switch was undone: its budget was missed or a step of it failed. */
    BACKED_OUT(false),
    /** A step failed. */
    FAILED(false);

    private final boolean operators;

    Signal(boolean operators) {
        this.operators = operators;
    }

    /** Whether an operator gives it; the engine gives the others. */
    public boolean operators() {
        return operators;
    }

    /** The word on the command line and in addresses, for example {@code switch-over}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The signal of a word; throws {@link IllegalArgumentException} that lists the words. */
    public static Signal ofWord(String word) {
        for (Signal signal : values()) {
            if (signal.operators && signal.word().equals(word)) {
                return signal;
            }
        }
        throw new IllegalArgumentException("no such signal: " + word
                + " (one of check, replicate, switch-over, switch-back, finish, abandon, pause, resume)");
    }
}
