/** Whoever is asked or told at the edges of an upgrade: programs and webhooks. */
@NullMarked
package io.pgbaton.hooks;

import org.jspecify.annotations.NullMarked;
