/** The library: one small class per step. */
@NullMarked
package io.pgbaton.steps;

import org.jspecify.annotations.NullMarked;
