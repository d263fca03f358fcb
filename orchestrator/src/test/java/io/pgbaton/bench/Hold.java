package io.pgbaton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A time during which clients were held for nothing, in microseconds since 1970. */
record Hold(long beganMicros, long endedMicros) {

    /** Two numbers in a line; none if there is no such file. */
    static List<Hold> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" "))
                .map(words -> new Hold(Long.parseLong(words[0]), Long.parseLong(words[1])))
                .toList();
    }
}
