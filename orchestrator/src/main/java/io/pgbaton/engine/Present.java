package io.pgbaton.engine;

import io.pgbaton.plan.Comparing;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableContents;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Both servers as they are, while clients write on one and the other follows (DOMAIN G-01). */
record Present(Servers servers, Comparing plan, Clock clock) implements Vantage {
    @Override
    public Reader reader(Place place) {
        return servers.reader(place);
    }

    @Override
    public Duration limit() {
        return plan.timeout();
    }

    @Override
    public int rounds() {
        return plan.rounds();
    }

    @Override
    public void rest(Reader publisher, Stream stream) {
        following(publisher, stream).awaitLag(plan.maxLag().bytes());
    }

    @Override
    public void catchUp(Reader publisher, Stream stream) {
        Following following = following(publisher, stream);
        following.await(following.position());
    }

    private Following following(Reader publisher, Stream stream) {
        return new Following(publisher, stream, clock, plan.patience());
    }

    @Override
    public @Nullable String over() {
        return null;
    }

    /** Rows that go while they are compared go on both servers. */
    @Override
    public @Nullable String lost(ReaderPair pair, TableContents publisher, TableContents subscriber) {
        return null;
    }
}
