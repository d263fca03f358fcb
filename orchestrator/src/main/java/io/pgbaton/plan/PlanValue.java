package io.pgbaton.plan;

import io.pgbaton.plan.YamlNode.Kind;
import io.pgbaton.plan.YamlNode.Listing;
import io.pgbaton.plan.YamlNode.Scalar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns what stands behind one key into a value of the type that its record wants. */
final class PlanValue {

    /** A value that is not what the key wants, and the line it stands on. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;

        Unfit(YamlNode node, String problem) {
            super(problem);
            this.line = node.line();
        }

        int line() {
            return line;
        }
    }

    private final Path directory;

    /** Values of a plan file in {@code directory}, where relative paths of secrets start. */
    PlanValue(Path directory) {
        this.directory = directory;
    }

    /** The value, of {@code type}; throws {@link Unfit}. */
    Object of(Class<?> type, YamlNode node) {
        if (type == Databases.class) {
            return databases(node);
        }
        if (type == Program.class) {
            return program(node);
        }
        if (type == List.class) {
            return list(node);
        }
        if (type == Set.class) {
            return new LinkedHashSet<>(list(node));
        }
        return fromScalar(type, scalar(node, type));
    }

    private Object fromScalar(Class<?> type, Scalar scalar) {
        if (type == int.class || type == Integer.class) {
            return Math.toIntExact(integer(scalar, Integer.MAX_VALUE));
        }
        if (type == long.class) {
            return integer(scalar, Long.MAX_VALUE);
        }
        if (type == boolean.class) {
            return truth(scalar);
        }
        if (type.isEnum()) {
            return constant(type, scalar);
        }
        try {
            if (type == Duration.class) {
                return DurationText.parse(scalar.text());
            }
            if (type == ByteSize.class) {
                return ByteSize.parse(scalar.text());
            }
            if (type == Margin.class) {
                return Margin.parse(scalar.text());
            }
            if (type == Secret.class) {
                return Secret.of(scalar.text(), directory);
            }
        } catch (IllegalArgumentException e) {
            throw new Unfit(scalar, e.getMessage());
        }
        return text(scalar);
    }

    private static Scalar scalar(YamlNode node, Class<?> type) {
        if (!(node instanceof Scalar)) {
            throw new Unfit(
                    node,
                    type == Secret.class
                            ? "one value is expected: ${env:NAME} or ${file:PATH}"
                            : "one value is expected, not a " + (node instanceof Listing ? "list" : "section"));
        }
        Scalar scalar = (Scalar) node;
        if (scalar.kind() == Kind.NULL) {
            throw new Unfit(node, "has no value; give it one, or remove the line");
        }
        return scalar;
    }

    private static long integer(Scalar scalar, long greatest) {
        if (scalar.kind() != Kind.INTEGER || !scalar.text().matches("[+-]?[0-9]+")) {
            String quoted = scalar.kind() == Kind.TEXT && scalar.text().matches("[0-9]+") ? "; remove the quotes" : "";
            throw new Unfit(scalar, "a whole number is expected, not '" + scalar.text() + "'" + quoted);
        }
        try {
            long value = Long.parseLong(scalar.text());
            if (Math.abs(value) <= greatest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // more digits than a long has: too large, as below
        }
        throw new Unfit(scalar, "the number " + scalar.text() + " is too large");
    }

    private static boolean truth(Scalar scalar) {
        if (scalar.kind() != Kind.BOOLEAN) {
            throw new Unfit(scalar, "true or false is expected, not '" + scalar.text() + "'");
        }
        return Boolean.parseBoolean(scalar.text());
    }

    private static Object constant(Class<?> type, Scalar scalar) {
        Map<String, Enum<?>> words = EnumWords.of(type);
        Enum<?> constant = words.get(scalar.text());
        if (constant == null) {
            throw new Unfit(scalar, noneOf(scalar.text(), words.keySet()));
        }
        return constant;
    }

    /** Says which words are allowed, and which of them was probably meant. */
    static String noneOf(String written, Set<String> words) {
        return "'" + written + "' is not one of " + String.join(", ", words)
                + NearestWord.to(written, words)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
    }

    private static String text(Scalar scalar) {
        if (scalar.kind() == Kind.BOOLEAN) {
            throw new Unfit(
                    scalar, "a text is expected, not " + scalar.text() + "; put it in quotes if it is meant as a text");
        }
        return scalar.text();
    }

    private static List<String> list(YamlNode node) {
        if (!(node instanceof Listing)) {
            throw new Unfit(node, "a list is expected, such as [one, two]");
        }
        Set<String> texts = new LinkedHashSet<>();
        for (YamlNode item : ((Listing) node).items()) {
            String text = text(scalar(item, String.class));
            if (!texts.add(text)) {
                throw new Unfit(item, "'" + text + "' is named twice");
            }
        }
        return List.copyOf(texts);
    }

    // the same argument may be needed twice
    private static Program program(YamlNode node) {
        List<YamlNode> words = node instanceof Listing ? ((Listing) node).items() : List.of(node);
        List<String> texts =
                words.stream().map(word -> text(scalar(word, String.class))).toList();
        if (texts.isEmpty() || texts.get(0).isBlank()) {
            throw new Unfit(node, "a program and its arguments are expected, such as [systemctl, reload, orders]");
        }
        return new Program(texts);
    }

    private static Databases databases(YamlNode node) {
        if (!(node instanceof Listing)) {
            String text = text(scalar(node, String.class));
            return new Databases(text.equals("all") ? List.of() : List.of(text));
        }
        List<String> names = list(node);
        if (names.isEmpty()) {
            throw new Unfit(node, "names no database; write all, or the names of those that move");
        }
        return new Databases(names);
    }
}
