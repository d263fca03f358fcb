package io.pgbaton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words {@code --name value} of a command line. */
record Flags(Map<String, String> values) {

    static Flags of(List<String> words) {
        var values = new HashMap<String, String>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!words.get(i).startsWith("--") || i + 1 == words.size()) {
                throw new IllegalArgumentException("wrong or incomplete: " + words.get(i));
            }
            values.put(words.get(i).substring(2), words.get(i + 1));
        }
        return new Flags(values);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    Path path(String name) {
        return Path.of(text(name));
    }

    List<String> list(String name) {
        return Arrays.asList(text(name).split(","));
    }

    /** The first line of the file that this flag names. */
    String secret(String name) throws IOException {
        return Files.readString(path(name)).strip();
    }
}
