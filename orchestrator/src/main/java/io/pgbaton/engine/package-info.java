/** The five readers of a step's work and the loop around them. */
@NullMarked
package io.pgbaton.engine;

import org.jspecify.annotations.NullMarked;
