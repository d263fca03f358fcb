package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Snapshot;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Goes through the work of a pause without doing it, while clients still work: its transactions are tried and rolled back, its
 * questions asked, its sessions and threads made, its statements planned, its own code run until it is compiled. Then nothing
 * happens for the first time while clients wait, and what would be refused is refused now.
 */
final class Rehearsal implements Move.Visitor<Void> {
    /** So often that the code of this process has been compiled by then. */
    static final int ROUNDS = 40;

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
        Workplace aside = place.aside();
        List<Runnable> parts =
                works.stream().map(work -> (Runnable) () -> once(work, aside)).toList();
        for (int i = 0; i < ROUNDS; i++) {
            place.crew().allOf(parts);
        }
        // A collection of garbage is better had now.
        System.gc();
    }

    /** As in the pause, with changes that change nothing. */
    private void once(Work work, Workplace aside) {
        PauseLedger ledger = new PauseLedger(aside, Phase.IN_SYNC, 0, "rehearsal");
        new Performer(aside, hands, Phase.IN_SYNC, "rehearsal", ledger)
                .perform(work.moves().stream().flatMap(Rehearsal::harmless).toList());
        work.moves().forEach(move -> move.accept(asking));
    }

    /** Asks everything by the sessions and in the way in which it will be asked. */
    private final Move.Visitor<Void> asking = new Move.Visitor<>() {
        @Override
        public Void change(Change change) {
            hands.execute(change.at(), Sql.message(), change.holds(), LIMIT, LIMIT);
            return null;
        }

        @Override
        public Void await(Await await) {
            place.ask(await.until());
            return null;
        }

        @Override
        public Void route(Route route) {
            return null;
        }

        @Override
        public Void snapshot(Snapshot snapshot) {
            place.snapshots().rehearse(snapshot.at());
            return null;
        }

        @Override
        public Void together(Together together) {
            together.moves().forEach(move -> move.accept(this));
            return null;
        }
    };

    private static Stream<Move> harmless(Move move) {
        return move.accept(new Move.Visitor<>() {
            @Override
            public Stream<Move> change(Change change) {
                return Stream.of(
                        Change.ensures(change.key(), change.at(), Sql.message(), yes(change.at()), Undo.needless("")));
            }

            @Override
            public Stream<Move> await(Await await) {
                return await.until() instanceof Probe.Holds
                        ? Stream.of(Await.until(await.key(), yes(((Probe.Holds) await.until()).at()), LIMIT))
                        : Stream.of();
            }

            @Override
            public Stream<Move> route(Route route) {
                return Stream.of();
            }

            @Override
            public Stream<Move> snapshot(Snapshot snapshot) {
                return Stream.of();
            }

            @Override
            public Stream<Move> together(Together together) {
                return Stream.of(Together.everywhere(
                        together.key(),
                        together.moves().stream().flatMap(Rehearsal::harmless).toList()));
            }
        });
    }

    private static Probe.Holds yes(Place at) {
        return Probe.holds(at, "it is a rehearsal", "SELECT true, 'rehearsed'");
    }

    @Override
    public Void change(Change change) {
        Sql tried = change.sql().rehearsal();
        if (!tried.statements().isEmpty()) {
            hands.execute(change.at(), tried, place.plan().limits().lockTimeout(), LIMIT);
        }
        if (change.sql().mode() == Sql.Mode.MESSAGE) {
            hands.prepare(change.at(), change.sql().statements());
        }
        prepare(change.holds());
        place.ask(change.holds());
        return null;
    }

    @Override
    public Void await(Await await) {
        if (await.until() instanceof Probe.Holds) {
            prepare((Probe.Holds) await.until());
        }
        place.ask(await.until());
        Await.Nudge nudge = await.nudge();
        if (nudge != null) {
            hands.prepare(nudge.at(), nudge.sql().statements());
        }
        return null;
    }

    /** A question is asked by the session that changed something, and again by the one that only reads. */
    private void prepare(Probe.Holds question) {
        hands.prepare(question.at(), List.of(question.sql()));
        place.servers().catalog(question.at()).prepare(question.sql());
    }

    @Override
    public Void route(Route route) {
        place.traffic().prepare(route.order(), LIMIT);
        place.traffic().holds(route.order());
        route.hastening().forEach(nudge -> hands.warm(nudge.at()));
        return null;
    }

    @Override
    public Void snapshot(Snapshot snapshot) {
        place.snapshots().ready(snapshot.at());
        return null;
    }

    @Override
    public Void together(Together together) {
        together.moves().forEach(move -> move.accept(this));
        return null;
    }
}
