/** The only place that opens a connection to source or target. */
@NullMarked
package io.pgbaton.postgres.jdbc;

import org.jspecify.annotations.NullMarked;
