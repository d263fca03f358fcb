package io.pgbaton.plan;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The range of a duration or a size, both ends included and both written as in the plan file. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@Constraint(validatedBy = {Within.OfDuration.class, Within.OfSize.class})
@interface Within {

    /** The least value that is accepted. */
    String min();

    /** The greatest value that is accepted. */
    String max();

    /** What the operator is told. */
    String message() default "must be between {min} and {max}";

    /** Required by Bean Validation. */
    Class<?>[] groups() default {};

    /** Required by Bean Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Compares durations. */
    final class OfDuration implements ConstraintValidator<Within, Duration> {
        private Duration min = Duration.ZERO;
        private Duration max = Duration.ZERO;

        @Override
        public void initialize(Within range) {
            min = DurationText.parse(range.min());
            max = DurationText.parse(range.max());
        }

        @Override
        public boolean isValid(@Nullable Duration value, ConstraintValidatorContext context) {
            return value == null || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        }
    }

    /** Compares sizes. */
    final class OfSize implements ConstraintValidator<Within, ByteSize> {
        private ByteSize min = new ByteSize(0);
        private ByteSize max = new ByteSize(0);

        @Override
        public void initialize(Within range) {
            min = ByteSize.parse(range.min());
            max = ByteSize.parse(range.max());
        }

        @Override
        public boolean isValid(@Nullable ByteSize value, ConstraintValidatorContext context) {
            return value == null || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        }
    }
}
