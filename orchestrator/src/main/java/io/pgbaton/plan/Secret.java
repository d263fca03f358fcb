package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A password that the plan names but does not hold: {@code ${env:NAME}} or {@code ${file:PATH}}.
 *
 * <p>It is looked up each time it is needed, prints as {@code ****}, is written to JSON as its reference, and equals another
 * secret of the same reference.
 */
public final class Secret {

    /** What a reference to a secret looks like, for the JSON Schema. */
    static final String PATTERN = "^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^}]+)\\}$";

    private static final Pattern REFERENCE = Pattern.compile(PATTERN);

    private final String reference;
    private final Path directory;
    private final UnaryOperator<@Nullable String> environment;

    private Secret(String reference, Path directory, UnaryOperator<@Nullable String> environment) {
        this.reference = reference;
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * The secret that {@code reference} names; a relative path of a file starts at {@code directory}.
     *
     * @throws IllegalArgumentException if it is not a reference; the message does not repeat what was written
     */
    public static Secret of(String reference, Path directory) {
        return of(reference, directory, System::getenv);
    }

    static Secret of(String reference, Path directory, UnaryOperator<@Nullable String> environment) {
        if (!REFERENCE.matcher(reference).matches()) {
            throw new IllegalArgumentException(
                    "a secret is never written into a plan; write ${env:NAME} for an environment variable or ${file:PATH} for a file");
        }
        return new Secret(reference, directory, environment);
    }

    /** The text that names the secret, {@code ${env:NAME}} or {@code ${file:PATH}}; safe to show. */
    @JsonValue
    public String reference() {
        return reference;
    }

    /**
     * The secret itself, looked up now; of a file, without its last line break.
     *
     * @throws PlanException if the variable is not set, or the file cannot be read, or either is empty
     */
    public String reveal() {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()) {
            throw new IllegalStateException("not a reference");
        }
        String what = parts.group(1);
        String value = what.startsWith("env:") ? variable(what.substring(4)) : file(what.substring(5));
        if (value.isEmpty()) {
            throw new PlanException("the secret " + reference + " is empty; give it a value and try again");
        }
        return value;
    }

    private String variable(String name) {
        String value = environment.apply(name);
        if (value == null) {
            throw new PlanException("the secret " + reference + " cannot be read: the environment variable " + name
                    + " is not set; export it and try again");
        }
        return value;
    }

    private String file(String name) {
        Path file = directory.resolve(name);
        try {
            return Files.readString(file).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new PlanException("the secret " + reference + " cannot be read: " + file
                    + " is not a readable text file (" + e.getClass().getSimpleName()
                    + "); create it, readable by its owner alone, and try again");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret && reference.equals(((Secret) other).reference);
    }

    @Override
    public int hashCode() {
        return reference.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }
}
