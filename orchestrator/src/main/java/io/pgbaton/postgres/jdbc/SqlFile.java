package io.pgbaton.postgres.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A question about the catalog: the one complete query in {@code sql/<name>.sql}. */
final class SqlFile {
    private static final Map<String, String> READ = new ConcurrentHashMap<>();

    private SqlFile() {}

    /** The query's text; throws {@link IllegalArgumentException} for a name without a file. */
    static String text(String name) {
        return READ.computeIfAbsent(name, SqlFile::load);
    }

    private static String load(String name) {
        try (InputStream in = SqlFile.class.getResourceAsStream("/sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("no query named " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
