package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key that a section of the plan file may have: a record component and what {@link Key} says about it. */
record PlanKey(RecordComponent component, Key key) {

    /** The keys of a section, in the order of its record. */
    static List<PlanKey> of(Class<?> section) {
        return Arrays.stream(section.getRecordComponents())
                .map(component -> new PlanKey(component, component.getAnnotation(Key.class)))
                .toList();
    }

    /** Whether the plan file writes {@code type} as a section with keys, rather than as one value. */
    static boolean isSection(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents()).allMatch(part -> part.isAnnotationPresent(Key.class));
    }

    /** The records that a sealed type of sections can be, by the word that {@code kind} takes. */
    static Map<String, Class<?>> kindsOf(Class<?> sealedType) {
        Map<String, Class<?>> kinds = new LinkedHashMap<>();
        for (JsonSubTypes.Type kind :
                sealedType.getAnnotation(JsonSubTypes.class).value()) {
            kinds.put(kind.name(), kind.value());
        }
        return kinds;
    }

    /** The record of which a list of sections stands behind this key; null for every other key. */
    @Nullable
    Class<?> items() {
        Class<?> item = item();
        return item != null && isSection(item) ? item : null;
    }

    /** The sealed type of which one, or several as a list, may stand behind this key; null for every other key. */
    @Nullable
    Class<?> variants() {
        Class<?> item = item();
        return item != null && item.isSealed() ? item : null;
    }

    private @Nullable Class<?> item() {
        Type type = component.getGenericType();
        boolean listed = type instanceof ParameterizedType list
                && list.getRawType() == List.class
                && list.getActualTypeArguments()[0] instanceof Class<?>;
        return listed ? (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0] : null;
    }

    String name() {
        return component.getName();
    }

    Class<?> type() {
        return component.getType();
    }

    boolean hasDefault() {
        return !key.byDefault().isEmpty();
    }

    boolean nullable() {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    boolean required() {
        return !hasDefault()
                && !nullable()
                && !(isSection(type()) && of(type()).stream().noneMatch(PlanKey::required));
    }
}
