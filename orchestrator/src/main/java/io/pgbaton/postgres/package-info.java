/** PostgreSQL's nouns and the SQL that belongs to each. */
@NullMarked
package io.pgbaton.postgres;

import org.jspecify.annotations.NullMarked;
