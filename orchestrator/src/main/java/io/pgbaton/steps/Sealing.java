package io.pgbaton.steps;

import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.SchemaSeal;
import io.pgbaton.step.Facts;

/** The seal of a database's schema, from its comparison up to the end of the switch. */
final class Sealing {
    private Sealing() {}

    /** Seals it as it is now. */
    static void anew(Facts facts, Place place) {
        Catalog catalog = facts.at(place);
        catalog.forget(SchemaSeal.class);
        catalog.known(SchemaSeal.class, SchemaSeal::of);
    }

    /** As it was when it was compared; a session that broke since seals it as it is now. */
    static SchemaSeal of(Facts facts, Place place) {
        return facts.exists(place) ? facts.at(place).known(SchemaSeal.class, SchemaSeal::of) : SchemaSeal.NONE;
    }
}
