/** Tests of the whole against real servers. */
@NullMarked
package io.pgbaton.it;

import org.jspecify.annotations.NullMarked;
