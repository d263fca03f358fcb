package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.step.Finding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The checks that a test makes find something on real servers. The test fails if one of them did not, and {@code docs/checks.md}
 * names the test beside the check.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Fires.Proof.class)
public @interface Fires {
    String[] value();

    /** Keeps what was found while a test runs. */
    final class Proof implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
        // tests run one after the other
        private static final Set<String> FOUND = ConcurrentHashMap.newKeySet();
        private static final Pattern ID = Pattern.compile("\\b[A-Z]+-[A-Z0-9]+(-[a-z0-9]+)*\\b");

        /** Takes note of the ids in a text. */
        public static void told(String text) {
            ID.matcher(text).results().forEach(id -> FOUND.add(id.group()));
        }

        /** Takes note of what was found, and gives it back. */
        public static List<Finding> told(List<Finding> findings) {
            findings.forEach(finding -> FOUND.add(finding.id()));
            return findings;
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            FOUND.clear();
        }

        @Override
        public void afterTestExecution(ExtensionContext context) {
            if (context.getExecutionException().isEmpty()) {
                Fires fires = context.getRequiredTestMethod().getAnnotation(Fires.class);
                assertThat(FOUND).as("checks that found something").contains(fires.value());
            }
        }
    }
}
