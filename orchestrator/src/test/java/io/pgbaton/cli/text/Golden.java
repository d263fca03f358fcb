package io.pgbaton.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts as they are to be, under {@code src/test/resources/golden}. */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    /** Compares with the file, or writes it with {@code -Dregenerate=true}: read the difference before it is committed. */
    static void compare(String name, String text) {
        Path file = FOLDER.resolve(name);
        try {
            if (Boolean.getBoolean("regenerate")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(file).hasContent(text);
    }
}
