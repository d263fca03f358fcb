package io.pgbaton.engine;

import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Together;
import io.pgbaton.step.Work;

/**
 * Asks what work would ask and opens the sessions it would use, without doing it: connections, caches of the servers and code
 * of this process are then warm.
 */
final class Rehearsal implements Move.Visitor<Void> {
    private final Workplace place;
    private final Hands hands;

    Rehearsal(Workplace place, Hands hands) {
        this.place = place;
        this.hands = hands;
    }

    void rehearse(Work work) {
        work.moves().forEach(move -> move.accept(this));
    }

    @Override
    public Void change(Change change) {
        hands.warm(change.at());
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
        place.traffic().holds(route.order());
        route.hastening().forEach(nudge -> hands.warm(nudge.at()));
        return null;
    }

    @Override
    public Void together(Together together) {
        together.moves().forEach(move -> move.accept(this));
        return null;
    }
}
