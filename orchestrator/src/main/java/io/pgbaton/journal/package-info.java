/** The memory: a control database migrated by Flyway. */
@NullMarked
package io.pgbaton.journal;

import org.jspecify.annotations.NullMarked;
