package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Tells which lines of SHOW DATABASES the entries of a plan mean. */
final class Served {
    private Served() {}

    /**
     * The lines of the entries, in the entries' order. The entry {@code *} means every line that has no entry of its own in the
     * file ({@code named}). Throws {@link TrafficException} if PgBouncer does not have an entry.
     */
    static List<PooledDatabase> of(List<PooledDatabase> all, List<String> entries, Supplier<Set<String>> named) {
        List<PooledDatabase> found = new ArrayList<>();
        for (String entry : entries) {
            if (entry.equals("*")) {
                Set<String> others = named.get();
                all.stream()
                        .filter(database -> !others.contains(database.name())
                                && !database.name().equals("pgbouncer"))
                        .forEach(found::add);
            } else {
                found.add(
                        all.stream()
                                .filter(database -> database.name().equals(entry))
                                .findFirst()
                                .orElseThrow(
                                        () -> new TrafficException(
                                                "PgBouncer has no database " + entry
                                                        + " (SHOW DATABASES); add it to [databases] and RELOAD, or correct traffic.databases")));
            }
        }
        return found;
    }
}
