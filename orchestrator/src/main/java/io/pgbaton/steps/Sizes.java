package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;

/** How large the databases of the source are. */
final class Sizes {
    private Sizes() {}

    /** @param column of the question table-sizes */
    static long of(Facts facts, String column) {
        return facts.databases().stream()
                .map(database -> new Place(Server.SOURCE, database))
                .filter(facts::exists)
                .flatMap(place -> facts.at(place).ask("table-sizes").stream())
                .mapToLong(row -> row.number(column))
                .sum();
    }
}
