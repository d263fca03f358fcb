package io.pgbaton.plan;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a plan means, apart from how it is written: comments, order of keys, spelled-out defaults and {@code 60s} for {@code
 * 1min} make no difference. Secrets count by their reference.
 */
public final class PlanDigest {
    private static final JsonMapper JSON = new JsonMapper();

    private PlanDigest() {}

    /** SHA-256 of the meaning of {@code plan}, 64 hexadecimal digits; a new key of a later version changes it. */
    public static String of(Plan plan) {
        byte[] meaning = JSON.writeValueAsString(flatten(plan)).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(meaning));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Every key that has a value, by its path ({@code copy.workers}), as it would be written; lists as JSON. */
    public static Map<String, String> flatten(Plan plan) {
        Map<String, String> flat = new LinkedHashMap<>();
        addSection("", plan, flat);
        return flat;
    }

    /** What an edited plan changed, one line per key: {@code copy.workers: 4 → 8}; empty if it means the same. */
    public static List<String> differences(Plan before, Plan now) {
        Map<String, String> old = flatten(before);
        Map<String, String> edited = flatten(now);
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(edited.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String was = old.getOrDefault(path, "(absent)");
            String is = edited.getOrDefault(path, "(absent)");
            if (!was.equals(is)) {
                lines.add(path + ": " + was + " → " + is);
            }
        }
        return lines;
    }

    private static void addSection(String prefix, Object section, Map<String, String> flat) {
        if (section instanceof Traffic) {
            flat.put(prefix + "kind", kindOf((Traffic) section));
        }
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            Object value = valueOf(component, section);
            String path = prefix + component.getName();
            if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Traffic) {
                addTraffic(path, list, flat);
            } else if (PlanKey.of(section.getClass()).stream()
                    .anyMatch(key -> key.name().equals(component.getName()) && key.items() != null)) {
                addItems(path, (List<?>) Objects.requireNonNull(value), flat);
            } else if (value != null && PlanKey.isSection(value.getClass())) {
                addSection(path + ".", value, flat);
            } else if (value != null) {
                flat.put(path, written(value));
            }
        }
    }

    private static void addItems(String path, List<?> items, Map<String, String> flat) {
        for (int i = 0; i < items.size(); i++) {
            addSection(path + "[" + i + "].", items.get(i), flat);
        }
    }

    // a list of one means the same as that one alone
    private static void addTraffic(String path, List<?> traffic, Map<String, String> flat) {
        for (int i = 0; i < traffic.size(); i++) {
            addSection((traffic.size() == 1 ? path : path + "[" + i + "]") + ".", traffic.get(i), flat);
        }
    }

    private static String kindOf(Traffic traffic) {
        return PlanKey.kindsOf(Traffic.class).entrySet().stream()
                .filter(kind -> kind.getValue().isInstance(traffic))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static String written(Object value) {
        if (value instanceof Duration) {
            return DurationText.print((Duration) value);
        }
        if (value instanceof Secret) {
            return ((Secret) value).reference();
        }
        if (value instanceof Enum) {
            return EnumWords.wordOf((Enum<?>) value);
        }
        if (value instanceof Databases) {
            return ((Databases) value).all() ? "all" : written(((Databases) value).names());
        }
        if (value instanceof Program) {
            return written(((Program) value).words());
        }
        return value instanceof Collection ? JSON.writeValueAsString(value) : value.toString();
    }

    private static @Nullable Object valueOf(RecordComponent component, Object section) {
        try {
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
