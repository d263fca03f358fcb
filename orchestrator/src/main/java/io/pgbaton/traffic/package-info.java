/** Whoever sends clients to a server. */
@NullMarked
package io.pgbaton.traffic;

import org.jspecify.annotations.NullMarked;
