package io.pgbaton.report;

/** How much something wants to be noticed. */
public enum Tone {
    PLAIN,
    GOOD,
    CAUTION,
    BAD
}
