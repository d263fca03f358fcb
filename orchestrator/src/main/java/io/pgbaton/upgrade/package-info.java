/** The life of one upgrade. */
@NullMarked
package io.pgbaton.upgrade;

import org.jspecify.annotations.NullMarked;
