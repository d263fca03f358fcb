package io.pgbaton.upgrade;

/** One line of the lifecycle table. */
public record Transition(Stage from, Signal signal, Stage to) {}
