/** The benchmark of the switchover: the load, the verdict on its rows, the figures. {@code scripts/bench-switchover} runs it. */
@NullMarked
package io.pgbaton.bench;

import org.jspecify.annotations.NullMarked;
