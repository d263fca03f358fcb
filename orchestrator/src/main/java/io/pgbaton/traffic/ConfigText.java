package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.FileFormat;
import java.util.ArrayList;
import java.util.List;

/** The text of a file with settings, in which one value can be exchanged while every other character stays. */
final class ConfigText {
    private final String text;
    private final ConfigFormat format;

    /** @param text as it stands in the file */
    ConfigText(String text, FileFormat format) {
        this.text = text;
        this.format = switch (format) {
            case PROPERTIES -> new PropertiesFormat();
            case ENV -> new EnvFormat();
            case JSON -> new JsonFormat();
            case YAML -> new YamlFormat();
        };
    }

    /** The value of the key. Throws {@link TrafficException} if the file cannot be read, or has the key not just once. */
    String value(String key) {
        return leaf(key).value();
    }

    private Setting.Leaf leaf(String key) {
        List<Setting.Leaf> found = new ArrayList<>();
        format.read(text).find(key, found);
        if (found.size() != 1) {
            throw new TrafficException(
                    found.isEmpty()
                            ? "there is no key " + key + " with one value"
                            : "the key " + key + " is there " + found.size() + " times");
        }
        return found.get(0);
    }

    /**
     * The text with another value of the key, written the way the old one is. Throws {@link TrafficException} if it cannot
     * be written that way.
     */
    String with(String key, String value) {
        Setting.Leaf leaf = leaf(key);
        String written = format.written(text.substring(leaf.begin(), leaf.end()), value);
        String changed = text.substring(0, leaf.begin()) + written + text.substring(leaf.end());
        if (!new ConfigText(changed, format).value(key).equals(value)) {
            throw new TrafficException(
                    "the new value of " + key + " cannot be written as the old one is; put it in quotes");
        }
        return changed;
    }

    private ConfigText(String text, ConfigFormat format) {
        this.text = text;
        this.format = format;
    }
}
