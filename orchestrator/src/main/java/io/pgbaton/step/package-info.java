/** The contract: how work is written down. */
@NullMarked
package io.pgbaton.step;

import org.jspecify.annotations.NullMarked;
