/** Spring Statemachine, built from the lifecycle table. */
@NullMarked
package io.pgbaton.machine;

import org.jspecify.annotations.NullMarked;
