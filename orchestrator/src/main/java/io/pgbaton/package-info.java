/** The root: knows all packages and is known by none. Boot main, wiring, the listener that logs. */
@NullMarked
package io.pgbaton;

import org.jspecify.annotations.NullMarked;
