package io.pgbaton.plan;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of the plan file: what it means, and what holds when it is absent.
 *
 * <p>The only place where either is written: the reader, the starting plan and the JSON Schema all take them from here. A
 * key that has no default and may not be null is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {

    /** One line that tells the operator what the key does. */
    String value();

    /** The value of an absent key, as it would be written in YAML; empty when there is none. */
    String byDefault() default "";

    /** A telling value of a key that has no default, as it would be written in YAML. */
    String example() default "";
}
