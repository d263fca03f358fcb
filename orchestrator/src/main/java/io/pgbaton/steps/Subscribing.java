package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.Subscription;
import io.pgbaton.step.Facts;

/** The CREATE SUBSCRIPTION of a stream, with the options that fit both majors. */
final class Subscribing {
    private Subscribing() {}

    static Sql sql(Facts facts, Stream stream, Subscription.Start start) {
        boolean superuser = Streams.superuser(facts, stream.subscriber());
        // Where row security is forced, even a table's owner may not apply its own rows (DOMAIN PF-C06).
        boolean forced = facts.at(new Place(Server.SOURCE, stream.database())).ask("tables").stream()
                .anyMatch(row -> row.flag("rls_forced"));
        Sql create = stream.subscription()
                .create(
                        Streams.conninfo(facts.plan(), stream),
                        Streams.version(facts, stream.publisher()),
                        Streams.version(facts, stream.subscriber()),
                        start,
                        superuser && forced);
        return superuser ? create.unlogged() : create;
    }
}
