package io.pgbaton.engine;

/** Somebody asked for a pause, or holds the step that would be next. */
final class PauseRequested extends RuntimeException {
    PauseRequested(String why) {
        super(why, null, false, false);
    }
}
