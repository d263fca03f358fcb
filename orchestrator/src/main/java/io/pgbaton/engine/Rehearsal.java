package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Together;

/** Asks what a move would ask and opens the session it would use, without making it. */
final class Rehearsal implements Move.Visitor<Void> {
    private final Workplace place;
    private final Hands hands;

    Rehearsal(Workplace place, Hands hands) {
        this.place = place;
        this.hands = hands;
    }

    @Override
    public Void change(Change change) {
        place.ask(change.holds());
        hands.warm(change.at());
        return null;
    }

    @Override
    public Void await(Await await) {
        place.ask(await.until());
        Await.Nudge nudge = await.nudge();
        Place at = nudge == null ? null : nudge.at();
        if (at != null) {
            hands.warm(at);
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
        together.changes().forEach(this::change);
        return null;
    }
}
