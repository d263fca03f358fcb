package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of keys in docs/plan-file.md says what {@link Key} says. */
class PlanReferenceTest {
    private static final Path PAGE = Path.of("../docs/plan-file.md");
    private static final String BEGIN = "<!-- keys: written by PlanReferenceTest -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void the_page_lists_every_key_as_the_reader_knows_it() throws Exception {
        String page = Files.readString(PAGE);
        String wanted =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, wanted);
        }

        assertThat(PAGE)
                .as("write it again with: mvn -pl orchestrator test -Dtest=PlanReferenceTest -Dregenerate=true")
                .hasContent(wanted);
    }

    @Test
    void the_plan_that_the_page_shows_can_be_used() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```yaml\n") + "```yaml\n".length();

        PlanFile.parse(page.substring(begin, page.indexOf("```", begin)), "docs/plan-file.md");
    }

    private static String table() throws NoSuchFieldException {
        StringBuilder table = new StringBuilder("\n| key | value | default | what it does |\n|---|---|---|---|\n");
        keys(table, Plan.class, "");
        return table.append('\n').toString();
    }

    private static void keys(StringBuilder table, Class<?> section, String path) throws NoSuchFieldException {
        for (PlanKey key : PlanKey.of(section)) {
            String name = path + key.name();
            Class<?> variants = key.variants();
            if (variants != null) {
                row(
                        table,
                        name,
                        "section, or a list of them",
                        "required",
                        key.key().value());
                row(
                        table,
                        name + ".kind",
                        words(PlanKey.kindsOf(variants).keySet()),
                        "required",
                        "How clients are moved; the other keys depend on it");
                for (var kind : PlanKey.kindsOf(variants).entrySet()) {
                    if (!PlanKey.of(kind.getValue()).isEmpty()) {
                        row(table, name, "`kind: " + kind.getKey() + "`", "", "With this kind:");
                    }
                    keys(table, kind.getValue(), name + ".");
                }
            } else if (PlanKey.isSection(key.type())) {
                row(
                        table,
                        name,
                        "section",
                        key.required() ? "required" : "",
                        key.key().value());
                keys(table, key.type(), name + ".");
            } else if (key.items() != null) {
                row(table, name, "list of sections", byDefault(key), key.key().value());
                keys(table, key.items(), name + "[].");
            } else {
                row(table, name, value(section, key), byDefault(key), key.key().value());
            }
        }
    }

    private static void row(StringBuilder table, String key, String value, String byDefault, String meaning) {
        table.append("| `" + key + "` | " + value + " | " + byDefault + " | " + meaning + " |\n");
    }

    private static String byDefault(PlanKey key) {
        return key.hasDefault() ? "`" + key.key().byDefault() + "`" : key.required() ? "required" : "none";
    }

    private static String value(Class<?> section, PlanKey key) throws NoSuchFieldException {
        String range = range(section.getDeclaredField(key.name()));
        Class<?> type = key.type();
        if (type.isEnum()) {
            return words(EnumWords.of(type).keySet());
        }
        if (type == Duration.class) {
            return "duration" + range;
        }
        if (type == ByteSize.class) {
            return "size" + range;
        }
        if (type == Secret.class) {
            return "reference to a secret";
        }
        if (type == boolean.class) {
            return "`true`, `false`";
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return "number" + range;
        }
        if (type == Margin.class) {
            return "number, at least 0, or `auto`";
        }
        if (type == Databases.class) {
            return "`all`, a name, or a list";
        }
        if (type == Program.class) {
            return "a program, or a list: the program and its arguments";
        }
        return type == List.class || type == Set.class ? "list" : "text";
    }

    private static String range(Field field) {
        if (field.isAnnotationPresent(Within.class)) {
            Within within = field.getAnnotation(Within.class);
            return ", " + within.min() + " to " + within.max();
        }
        if (field.isAnnotationPresent(Min.class) && field.isAnnotationPresent(Max.class)) {
            return ", " + field.getAnnotation(Min.class).value() + " to "
                    + field.getAnnotation(Max.class).value();
        }
        return field.isAnnotationPresent(Min.class)
                ? ", at least " + field.getAnnotation(Min.class).value()
                : "";
    }

    private static String words(Set<String> words) {
        return words.stream()
                .map(word -> "`" + word + "`")
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }
}
