package io.pgbaton.hooks;

/**
 * How a hook ended.
 *
 * @param how in a few words, for example {@code ended with 3}
 * @param output what it said, shortened
 */
record Ending(boolean failed, String how, String output) {
    /** How much of what a hook says is shown. */
    static final int SHOWN = 4_000;

    /** How much of it is read: a secret that the end of it cuts in two is not among what is shown. */
    static final int READ = 2 * SHOWN;

    static Ending failed(String how) {
        return new Ending(true, how, "");
    }
}
