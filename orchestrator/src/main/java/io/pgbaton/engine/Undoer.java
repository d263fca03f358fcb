package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes moves back, the last first. A move that never happened is no trouble; one that cannot be taken back now does not keep
 * the ones before it from being taken back, so that writes are never left frozen because something less important failed.
 */
final class Undoer {
    /** How long one undo may be tried. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The same while clients wait for what comes after it. */
    private static final Duration HASTE = Duration.ofSeconds(3);

    /** How long whoever sends the clients may take to obey while they wait. */
    private static final Duration ORDER = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(50);

    /** Where the moves stand that are to be taken back. */
    interface Book {
        /** Oldest first. */
        List<MoveEntry> moves();

        /** Throws if another process has taken over. */
        void stillOurs();

        void undone(MoveEntry entry);
    }

    private final Workplace place;
    private final Hands hands;
    private final Book book;

    Undoer(Workplace place, Hands hands) {
        this(place, hands, new Journalled(place));
    }

    Undoer(Workplace place, Hands hands, Book book) {
        this.place = place;
        this.hands = hands;
        this.book = book;
    }

    /** The journal, which is asked before each undo whether another process has taken over. */
    private record Journalled(Workplace place) implements Book {
        @Override
        public List<MoveEntry> moves() {
            return place.journal().moves(place.plan().name());
        }

        @Override
        public void stillOurs() {
            place.journal().at(place.plan().name(), place.epoch(), null);
        }

        @Override
        public void undone(MoveEntry entry) {
            place.journal().settle(place.plan().name(), place.epoch(), entry.id(), MoveState.UNDONE, null, null);
            if (!entry.key().isEmpty()) {
                place.tell(UpgradeEvent.Kind.UNDONE, entry.phase(), entry.step(), "undone: " + entry.key(), Map.of());
            }
        }
    }

    /** Takes back what the predicate picks; returns what went wrong, one sentence each. */
    List<String> undo(Predicate<MoveEntry> which) {
        return new Round(Set.of(), Set.of()).takeBack(which);
    }

    /**
     * Takes back what the predicate picks and can be taken back at once: nothing is asked of the unreachable servers, and no
     * other one is waited for. Returns what could not be, one sentence each; to be tried again.
     */
    List<String> undoAtOnce(Set<Server> unreachable, Predicate<MoveEntry> which) {
        return new Round(EnumSet.allOf(Server.class), unreachable).takeBack(which);
    }

    /**
     * Takes back what the predicate picks while clients wait for the given server: first whatever can be done at once, so
     * that clients go on though the other server is gone; then the rest, with patience.
     *
     * @param goingOn told between the two if by then clients go on
     */
    List<String> undoFor(Server awaited, Predicate<MoveEntry> which, Runnable goingOn) {
        Round first = new Round(EnumSet.of(awaited.other()), Set.of());
        List<String> failures = first.takeBack(which);
        if (!first.holdsClients) {
            goingOn.run();
        }
        return failures.isEmpty() ? failures : new Round(Set.of(), Set.of()).takeBack(which);
    }

    /** One walk through the moves. A server that is found gone is not asked again in it. */
    private final class Round {
        /** The servers that are given up soon, because clients wait for what comes after them. */
        private final Set<Server> hasty;

        private final Set<Server> gone = EnumSet.noneOf(Server.class);

        /** Whether something failed that clients wait for. */
        private boolean holdsClients;

        /** Whether clients had been let go before this round. */
        private boolean letGo;

        /** What of the pause is taken back behind clients that were let go, and is not settled before they are told. */
        private final List<MoveEntry> untold = new ArrayList<>();

        Round(Set<Server> hasty, Set<Server> unreachable) {
            this.hasty = hasty;
            gone.addAll(unreachable);
        }

        List<String> takeBack(Predicate<MoveEntry> which) {
            List<MoveEntry> entries = new ArrayList<>(book.moves());
            Collections.reverse(entries);
            letGo = entries.stream().anyMatch(entry -> which.test(entry) && isLettingGo(entry));
            List<String> failures = new ArrayList<>();
            for (MoveEntry entry : entries) {
                boolean open = entry.state() == MoveState.DONE
                        || entry.state() == MoveState.INTENDED
                        || entry.state() == MoveState.FAILED;
                if (open && which.test(entry) && !takeBack(entry, failures)) {
                    Probe.Holds holds = RecordedMove.parse(entry.work()).probe();
                    holdsClients |= holds == null || !hasty.contains(holds.at().server());
                }
            }
            if (!untold.isEmpty()) {
                refresh(failures);
            }
            return failures;
        }

        private static boolean isLettingGo(MoveEntry entry) {
            return entry.state() == MoveState.UNDONE
                    && RecordedMove.parse(entry.work()).undoOrder() != null;
        }

        /**
         * Clients were let through to a server that was still fenced: it had died, and came back. A process that dies or is
         * fenced before they are told leaves it to the next one, which finds the moves open though nothing is left to be done
         * on the servers.
         */
        private void refresh(List<String> failures) {
            try {
                place.traffic().refresh(ORDER, book::stillOurs);
                untold.forEach(book::undone);
            } catch (Traffic.TrafficException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }

        private boolean takeBack(MoveEntry entry, List<String> failures) {
            try {
                undo(entry);
                return true;
            } catch (PostgresException e) {
                if (SqlState.connectionLost(e.sqlState())) {
                    gone.add(e.place().server());
                }
                failures.add(entry.step() + ", " + entry.key() + ": " + e.getMessage());
            } catch (Traffic.TrafficException | StepFailed e) {
                failures.add(entry.step() + ", " + entry.key() + ": " + e.getMessage());
            }
            return false;
        }

        private void undo(MoveEntry entry) {
            book.stillOurs();
            RecordedMove move = RecordedMove.parse(entry.work());
            if (move.undoOrder() != null) {
                place.traffic()
                        .apply(RecordedMove.order(move.undoOrder()), hasty.isEmpty() ? LIMIT : ORDER, book::stillOurs);
            } else if (move.undoMode() != null) {
                takeBack(move);
                if (letGo && isOfPause(entry)) {
                    untold.add(entry);
                    return;
                }
            }
            book.undone(entry);
        }

        private static boolean isOfPause(MoveEntry entry) {
            return Workflow.frozen(entry.phase()).stream()
                    .anyMatch(step -> step.name().equals(entry.step()));
        }

        private void takeBack(RecordedMove move) {
            Probe.Holds holds = Objects.requireNonNull(move.probe());
            Sql sql = Objects.requireNonNull(move.undoSql());
            Server server = holds.at().server();
            if (gone.contains(server)) {
                throw new StepFailed("the " + server.word() + " does not answer");
            }
            boolean haste = hasty.contains(server);
            Duration limit = haste ? HASTE : LIMIT;
            long start = place.clock().nanos();
            while (stillHolds(holds, haste)) {
                try {
                    hands.warm(holds.at());
                    book.stillOurs();
                    hands.execute(
                            holds.at(),
                            sql,
                            least(place.plan().limits().lockTimeout(), limit),
                            hasty.isEmpty() ? place.plan().limits().statementTimeout() : limit);
                } catch (PostgresException e) {
                    boolean again = SqlState.connectionLost(e.sqlState()) || SqlState.worthRepeating(e.sqlState());
                    if (!again || late(start, limit)) {
                        throw e;
                    }
                }
                if (late(start, limit)) {
                    throw new StepFailed("after its undo it is still so that " + holds.sentence());
                }
                if (stillHolds(holds, haste)) {
                    place.clock().pause(LOOK);
                }
            }
        }

        /** A database that is gone took everything in it along. */
        private boolean stillHolds(Probe.Holds holds, boolean haste) {
            try {
                return (haste ? place.askOnce(holds, HASTE) : place.ask(holds)).yes();
            } catch (PostgresException e) {
                if (e.sqlState().equals(SqlState.INVALID_CATALOG_NAME)) {
                    return false;
                }
                throw e;
            }
        }
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean late(long start, Duration limit) {
        return Duration.ofNanos(place.clock().nanos() - start).compareTo(limit) > 0;
    }
}
