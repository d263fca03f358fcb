package io.pgbaton.plan;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All secrets that a plan refers to, so that none of them is handed on or shown by accident. */
public final class Secrets {
    private static final String VARIABLE = "${env:";

    private final Set<Secret> found = new LinkedHashSet<>();

    private Secrets(Object section) {
        collect(section);
    }

    /** The secrets of a plan. */
    public static Secrets of(Plan plan) {
        return new Secrets(plan);
    }

    private void collect(@Nullable Object value) {
        if (value instanceof Secret) {
            found.add((Secret) value);
        } else if (value instanceof Iterable) {
            ((Iterable<?>) value).forEach(this::collect);
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                try {
                    collect(component.getAccessor().invoke(value));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** The environment variables that hold secrets. */
    public List<String> variables() {
        return found.stream()
                .map(Secret::reference)
                .filter(reference -> reference.startsWith(VARIABLE))
                .map(reference -> reference.substring(VARIABLE.length(), reference.length() - 1))
                .toList();
    }

    /** The text with {@code ****} in place of every secret that can be looked up now. */
    public String mask(String text) {
        List<String> values = new ArrayList<>();
        for (Secret secret : found) {
            try {
                values.add(secret.reveal());
            } catch (PlanException e) {
                // what nobody can look up cannot have been told
            }
        }
        // one secret may be part of another
        values.sort((one, other) -> other.length() - one.length());
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, "****");
        }
        return masked;
    }
}
