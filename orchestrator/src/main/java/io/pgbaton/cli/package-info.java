/** A thin face of {@code Upgrades}: the command line, one small class per verb. May import the chain and no adapter. */
@NullMarked
package io.pgbaton.cli;

import org.jspecify.annotations.NullMarked;
