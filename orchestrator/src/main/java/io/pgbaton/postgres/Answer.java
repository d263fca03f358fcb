package io.pgbaton.postgres;

/** The answer to a {@link Probe}, with what was found, for people. */
public record Answer(boolean yes, String found) {}
