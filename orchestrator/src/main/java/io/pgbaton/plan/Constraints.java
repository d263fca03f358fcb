package io.pgbaton.plan;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/** Asks Bean Validation about one value before it becomes part of a record, so that its line is still known. */
final class Constraints {
    // English on every machine, and no expression language
    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator(
                    Set.of(Locale.ENGLISH), Locale.ENGLISH, context -> Locale.ENGLISH, false))
            .buildValidatorFactory()
            .getValidator();

    /** A value that is not allowed, and why. */
    record Violation(@Nullable Object value, String text) {}

    private Constraints() {}

    /** Whether {@code value} may stand behind {@code key} of {@code section}; tells {@code found} why it may not. */
    static boolean pass(Class<?> section, String key, Object value, Consumer<Violation> found) {
        var violations = value instanceof Databases
                ? VALIDATOR.validateValue(Databases.class, "names", ((Databases) value).names())
                : VALIDATOR.validateValue(section, key, value);
        violations.forEach(violation -> found.accept(new Violation(violation.getInvalidValue(), text(violation))));
        return violations.isEmpty();
    }

    private static String text(ConstraintViolation<?> violation) {
        Object value = violation.getInvalidValue();
        // a connection URL in the place of a host may carry a password
        boolean showable =
                !(value instanceof Collection) && !String.valueOf(value).contains("@");
        return violation.getMessage() + (showable ? ", not '" + written(value) + "'" : "");
    }

    private static String written(@Nullable Object value) {
        return value instanceof Duration ? DurationText.print((Duration) value) : String.valueOf(value);
    }
}
