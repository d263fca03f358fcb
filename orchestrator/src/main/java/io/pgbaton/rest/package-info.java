/**
 * A thin face of {@link io.pgbaton.engine.Upgrades} for scripts: JSON over HTTP, one small class per group of verbs. It
 * holds nothing but what its own threads are doing; where an upgrade stands is in the journal alone.
 */
@NullMarked
package io.pgbaton.rest;

import org.jspecify.annotations.NullMarked;
