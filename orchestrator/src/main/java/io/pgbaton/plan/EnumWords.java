package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words by which the plan file calls the constants of an enum. */
final class EnumWords {
    private EnumWords() {}

    /** The constants by their words, in order. */
    static Map<String, Enum<?>> of(Class<?> type) {
        Map<String, Enum<?>> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(wordOf((Enum<?>) constant), (Enum<?>) constant);
        }
        return words;
    }

    /** The word of one constant. */
    static String wordOf(Enum<?> constant) {
        try {
            return constant.getDeclaringClass()
                    .getField(constant.name())
                    .getAnnotation(JsonProperty.class)
                    .value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
