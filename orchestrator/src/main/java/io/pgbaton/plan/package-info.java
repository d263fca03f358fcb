/**
 * What the operator asked for; immutable, validated once, hashed.
 *
 * <p>May import {@code postgres} and nothing to its right.
 */
@NullMarked
package io.pgbaton.plan;

import org.jspecify.annotations.NullMarked;
