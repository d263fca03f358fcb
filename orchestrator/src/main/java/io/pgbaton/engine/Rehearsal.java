package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Together;
import io.pgbaton.step.Work;
import java.time.Duration;
import java.util.List;

/**
 * Goes through the work of a pause without doing it, while clients still work: its transactions are tried and rolled back, its
 * questions asked, its sessions and threads made. Then nothing happens for the first time while clients wait, and what would
 * be refused is refused now.
 */
final class Rehearsal implements Move.Visitor<Void> {
    /** So often that the code of this process has been compiled by then. */
    private static final int ROUNDS = 40;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Workplace place;
    private final Hands hands;

    Rehearsal(Workplace place, Hands hands) {
        this.place = place;
        this.hands = hands;
    }

    /** Throws what the work would throw. */
    void rehearse(List<Work> works) {
        works.forEach(work -> work.moves().forEach(move -> move.accept(this)));
        Repetition repetition = new Repetition();
        place.crew()
                .allOf(works.stream()
                        .map(work -> (Runnable) () -> repeat(work, repetition))
                        .toList());
        // A collection of garbage is better had now.
        System.gc();
    }

    private static void repeat(Work work, Repetition repetition) {
        for (int i = 0; i < ROUNDS; i++) {
            work.moves().forEach(move -> move.accept(repetition));
        }
    }

    @Override
    public Void change(Change change) {
        Sql tried = change.sql().rehearsal();
        if (tried.statements().isEmpty()) {
            hands.warm(change.at());
        } else {
            hands.execute(change.at(), tried, place.plan().limits().lockTimeout(), LIMIT);
        }
        place.ask(change.holds());
        return null;
    }

    @Override
    public Void await(Await await) {
        place.ask(await.until());
        Await.Nudge nudge = await.nudge();
        if (nudge != null) {
            hands.warm(nudge.at());
        }
        return null;
    }

    @Override
    public Void route(Route route) {
        place.traffic().prepare(route.order(), LIMIT);
        place.traffic().holds(route.order());
        route.hastening().forEach(nudge -> hands.warm(nudge.at()));
        return null;
    }

    @Override
    public Void together(Together together) {
        together.moves().forEach(move -> move.accept(this));
        return null;
    }

    /** Asks everything once more, by the sessions and in the way in which it will be asked. */
    private final class Repetition implements Move.Visitor<Void> {
        @Override
        public Void change(Change change) {
            return ask(change.at(), change.holds());
        }

        @Override
        public Void await(Await await) {
            place.ask(await.until());
            return null;
        }

        private Void ask(Place at, Probe.Holds question) {
            hands.execute(at, Sql.message(), question, LIMIT, LIMIT);
            return null;
        }

        @Override
        public Void route(Route route) {
            return null;
        }

        @Override
        public Void together(Together together) {
            together.moves().forEach(move -> move.accept(this));
            return null;
        }
    }
}
