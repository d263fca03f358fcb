package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.SqlState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes journalled moves back, the last first. A move that never happened is no trouble; one that cannot be taken back now
 * does not keep the ones before it from being taken back, so that writes are never left frozen because something less
 * important failed.
 */
final class Undoer {
    /** How long one undo may be tried. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Workplace place;
    private final Hands hands;

    Undoer(Workplace place, Hands hands) {
        this.place = place;
        this.hands = hands;
    }

    /** Takes back what the predicate picks; returns what went wrong, one sentence each. */
    List<String> undo(Predicate<MoveEntry> which) {
        List<MoveEntry> entries =
                new ArrayList<>(place.journal().moves(place.plan().name()));
        Collections.reverse(entries);
        List<String> failures = new ArrayList<>();
        for (MoveEntry entry : entries) {
            boolean open = entry.state() == MoveState.DONE
                    || entry.state() == MoveState.INTENDED
                    || entry.state() == MoveState.FAILED;
            if (open && which.test(entry)) {
                try {
                    undo(entry);
                } catch (PostgresException | Traffic.TrafficException | StepFailed e) {
                    failures.add(entry.step() + ", " + entry.key() + ": " + e.getMessage());
                }
            }
        }
        return failures;
    }

    private void undo(MoveEntry entry) {
        stillOurs();
        RecordedMove move = RecordedMove.parse(entry.work());
        if (move.undoOrder() != null) {
            place.traffic().apply(RecordedMove.order(move.undoOrder()), LIMIT);
        } else if (move.undoMode() != null) {
            takeBack(move);
        }
        place.journal().settle(place.plan().name(), place.epoch(), entry.id(), MoveState.UNDONE, null, null);
        if (!entry.key().isEmpty()) {
            place.tell(UpgradeEvent.Kind.UNDONE, entry.phase(), entry.step(), "undone: " + entry.key(), Map.of());
        }
    }

    private void takeBack(RecordedMove move) {
        Probe.Holds holds = java.util.Objects.requireNonNull(move.probe());
        Sql sql = java.util.Objects.requireNonNull(move.undoSql());
        long start = place.clock().nanos();
        while (stillHolds(holds)) {
            try {
                hands.warm(holds.at());
                stillOurs();
                hands.execute(
                        holds.at(),
                        sql,
                        place.plan().limits().lockTimeout(),
                        place.plan().limits().statementTimeout());
            } catch (PostgresException e) {
                boolean again = SqlState.connectionLost(e.sqlState()) || SqlState.worthRepeating(e.sqlState());
                if (!again || late(start)) {
                    throw e;
                }
            }
            if (late(start)) {
                throw new StepFailed("after its undo it is still so that " + holds.sentence());
            }
            if (stillHolds(holds)) {
                place.clock().pause(Duration.ofMillis(50));
            }
        }
    }

    /** Throws {@link Journal.FencedException} when another process has taken over meanwhile. */
    private void stillOurs() {
        place.journal().at(place.plan().name(), place.epoch(), null);
    }

    /** A database that is gone took everything in it along. */
    private boolean stillHolds(Probe.Holds holds) {
        try {
            return place.ask(holds).yes();
        } catch (PostgresException e) {
            if (e.sqlState().equals(SqlState.INVALID_CATALOG_NAME)) {
                return false;
            }
            throw e;
        }
    }

    private boolean late(long start) {
        return Duration.ofNanos(place.clock().nanos() - start).compareTo(LIMIT) > 0;
    }
}
