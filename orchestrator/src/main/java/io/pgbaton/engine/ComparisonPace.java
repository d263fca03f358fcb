package io.pgbaton.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a comparison is.
 *
 * @param rows compared so far, in this process and by interrupted ones before it
 * @param expected rows in all, by the server's own estimate
 * @param rowsPerSecond of this process
 * @param left until the end; null while nothing tells
 * @param suspects rows that differed at the first look and are read again
 */
public record ComparisonPace(
        int tables,
        int tablesDone,
        long rows,
        long expected,
        double rowsPerSecond,
        @Nullable Duration left,
        long suspects) {}
