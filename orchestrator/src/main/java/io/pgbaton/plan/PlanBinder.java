package io.pgbaton.plan;

import io.pgbaton.plan.YamlNode.Entry;
import io.pgbaton.plan.YamlNode.Kind;
import io.pgbaton.plan.YamlNode.Listing;
import io.pgbaton.plan.YamlNode.Mapping;
import io.pgbaton.plan.YamlNode.Scalar;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the nodes of a plan file into its records, and goes on after a problem so that all are found in one reading. A part
 * with a problem comes back as null.
 */
final class PlanBinder {
    private static final String KIND = "kind";

    private final PlanValue values;
    private final Problems problems;

    PlanBinder(PlanValue values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** The plan, or null if {@code root} has a problem. */
    @Nullable
    Plan plan(YamlNode root) {
        return (Plan) section(Plan.class, root, "", root.line());
    }

    // line: of the key that opens the section, where a missing key is reported
    private @Nullable Object section(Class<?> type, YamlNode node, String path, int line) {
        Mapping mapping = mapping(node, path, line);
        return mapping == null ? null : record(type, mapping, Set.of(), path, line);
    }

    private @Nullable Mapping mapping(YamlNode node, String path, int line) {
        boolean empty = node instanceof Scalar && ((Scalar) node).kind() == Kind.NULL;
        if (!empty && !(node instanceof Mapping)) {
            problems.add(
                    node.line(), path, "keys are expected here, not a " + (node instanceof Listing ? "list" : "value"));
            return null;
        }
        return empty ? new Mapping(line, List.of()) : (Mapping) node;
    }

    /** One section, or several in a list: either way a list. */
    private @Nullable Object variants(Class<?> sealedType, YamlNode node, String path, int line) {
        if (!(node instanceof Listing)) {
            Object only = variant(sealedType, node, path, line);
            return only == null ? null : List.of(only);
        }
        List<YamlNode> items = ((Listing) node).items();
        if (items.isEmpty()) {
            problems.add(node.line(), path, "the list is empty; name at least one");
            return null;
        }
        List<Object> sound = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Object one = variant(
                    sealedType, items.get(i), path + "[" + i + "]", items.get(i).line());
            if (one != null) {
                sound.add(one);
            }
        }
        return sound.size() == items.size() ? sound : null;
    }

    private @Nullable Object variant(Class<?> sealedType, YamlNode node, String path, int line) {
        Mapping mapping = mapping(node, path, line);
        if (mapping == null) {
            return null;
        }
        Map<String, Class<?>> kinds = PlanKey.kindsOf(sealedType);
        Entry kind = mapping.entry(KIND);
        String kindPath = path + "." + KIND;
        if (kind == null) {
            problems.add(line, kindPath, "required key is missing; one of " + String.join(", ", kinds.keySet()));
            return null;
        }
        String word = kind.value() instanceof Scalar ? ((Scalar) kind.value()).text() : "";
        Class<?> type = kinds.get(word);
        if (type == null) {
            problems.add(kind.value().line(), kindPath, PlanValue.noneOf(word, kinds.keySet()));
            return null;
        }
        return record(type, mapping, Set.of(KIND), path, line);
    }

    private @Nullable Object record(Class<?> type, Mapping mapping, Set<String> extra, String path, int line) {
        List<PlanKey> keys = PlanKey.of(type);
        boolean sound = onlyKnownKeys(keys, extra, mapping, path);
        Map<String, @Nullable Object> parts = new HashMap<>();
        for (PlanKey key : keys) {
            Entry entry = mapping.entry(key.name());
            String keyPath = path.isEmpty() ? key.name() : path + "." + key.name();
            Object part = entry == null ? absent(key, keyPath, line) : present(type, key, entry, keyPath);
            boolean fit = part != null || (entry == null && key.nullable());
            if (fit) {
                parts.put(key.name(), part);
            }
            sound &= fit;
        }
        sound &= CrossChecks.pass(type, parts, problem -> {
            Entry blamed = mapping.entry(problem.key());
            problems.add(blamed == null ? line : blamed.line(), path.isEmpty() ? problem.key() : path, problem.text());
        });
        return sound
                ? build(type, keys.stream().map(key -> parts.get(key.name())).toArray())
                : null;
    }

    private boolean onlyKnownKeys(List<PlanKey> keys, Set<String> extra, Mapping mapping, String path) {
        List<String> known = new ArrayList<>(extra);
        keys.forEach(key -> known.add(key.name()));
        boolean clean = true;
        for (Entry entry : mapping.entries()) {
            if (!known.contains(entry.key())) {
                clean = false;
                String advice = NearestWord.to(entry.key(), known)
                        .map(word -> "did you mean " + word + "?")
                        .orElse("known here: " + String.join(", ", known));
                problems.add(
                        entry.line(),
                        path.isEmpty() ? entry.key() : path + "." + entry.key(),
                        "unknown key; " + advice);
            }
        }
        return clean;
    }

    private @Nullable Object absent(PlanKey key, String path, int line) {
        if (key.required()) {
            String example = key.key().example();
            problems.add(
                    line,
                    path,
                    "required key is missing ("
                            + (example.isEmpty() ? key.key().value() : "for example " + key.name() + ": " + example)
                            + ")");
            return null;
        }
        if (key.hasDefault()) {
            YamlNode written = YamlText.read(key.key().byDefault(), problems);
            return written == null ? null : values.of(key.type(), written);
        }
        return key.nullable() ? null : section(key.type(), new Scalar(line, "", Kind.NULL), path, line);
    }

    private @Nullable Object present(Class<?> section, PlanKey key, Entry entry, String path) {
        Class<?> items = key.items();
        if (items != null) {
            return items(items, entry.value(), path);
        }
        Class<?> variants = key.variants();
        if (variants != null) {
            return variants(variants, entry.value(), path, entry.line());
        }
        if (PlanKey.isSection(key.type())) {
            return section(key.type(), entry.value(), path, entry.line());
        }
        try {
            Object value = values.of(key.type(), entry.value());
            return Constraints.pass(
                            section,
                            key.name(),
                            value,
                            violation -> problems.add(lineOf(violation.value(), entry.value()), path, violation.text()))
                    ? value
                    : null;
        } catch (PlanValue.Unfit e) {
            problems.add(e.line(), path, e.getMessage());
            return null;
        }
    }

    private @Nullable Object items(Class<?> type, YamlNode node, String path) {
        if (!(node instanceof Listing)) {
            problems.add(node.line(), path, "a list is expected; begin each item with a hyphen");
            return null;
        }
        List<Object> sound = new ArrayList<>();
        List<YamlNode> items = ((Listing) node).items();
        for (int i = 0; i < items.size(); i++) {
            Object item = section(
                    type, items.get(i), path + "[" + i + "]", items.get(i).line());
            if (item != null) {
                sound.add(item);
            }
        }
        return sound.size() == items.size() ? sound : null;
    }

    // an item of a list has its own line
    private static int lineOf(@Nullable Object value, YamlNode node) {
        if (node instanceof Listing) {
            for (YamlNode item : ((Listing) node).items()) {
                if (item instanceof Scalar && ((Scalar) item).text().equals(value)) {
                    return item.line();
                }
            }
        }
        return node.line();
    }

    private static Object build(Class<?> type, @Nullable Object[] parts) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(parts);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
