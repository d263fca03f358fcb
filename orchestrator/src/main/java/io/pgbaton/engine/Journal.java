package io.pgbaton.engine;

import io.pgbaton.postgres.KeyRange;
import io.pgbaton.postgres.TableName;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all upgrades. Every write is durable when the call returns. Writes of the working process carry the
 * epoch that it got by {@link #claim}; a later claim makes them fail with {@link FencedException}. Writes about an
 * upgrade that is not in the journal throw {@link java.util.NoSuchElementException}; questions about it answer with
 * nothing. Every method throws {@link UnavailableException} when the journal cannot be reached, and may be called by any
 * thread. Times have microseconds.
 */
public interface Journal {
    /**
     * An upgrade as the journal knows it.
     *
     * @param planText the plan file's text; secrets stand in it by reference only
     * @param databases settled when the upgrade began
     * @param version counts every change of the stage
     * @param epoch counts the claims; 0 before the first
     * @param owner who claimed it last; null before the first claim
     * @param passage counts the running phases entered, a switch and its handing over as one; 0 before the first. Names
     *     what must be new each time
     * @param step the step under way, or the one that was interrupted; null between phases
     * @param lastError why it stalled or was backed out, until the next try (RESUME, REPLICATE, SWITCH_OVER, SWITCH_BACK)
     * @param pauseRequested whether somebody asked the working process for a pause; until it paused or was resumed
     * @param updatedAt the last write to the upgrade itself; moves and events have times of their own
     */
    record Entry(
            String name,
            String planPath,
            String planText,
            String digest,
            List<String> databases,
            Stage stage,
            long version,
            long epoch,
            @Nullable String owner,
            long passage,
            @Nullable String step,
            @Nullable String lastError,
            boolean pauseRequested,
            Instant createdAt,
            Instant updatedAt) {}

    /** What became of a move. */
    enum MoveState {
        /** Written before acting: whether it happened must be asked. */
        INTENDED,
        DONE,
        /** It held before anybody intended it: nothing to take back. */
        ALREADY,
        FAILED,
        UNDONE,
        /** Cancelled out by a later switch in the other direction: nothing to take back. */
        SETTLED
    }

    /**
     * A move as it was journalled.
     *
     * @param id unique in the whole journal, growing
     * @param work JSON: what was shown, where, how it is asked for and undone
     * @param sqlState of the error, if a server sent one
     * @param settledAt when {@link #settle} last wrote its outcome; null while it is only intended
     * @param found what was found when it was made, for people; null where nothing was
     */
    record MoveEntry(
            long id,
            long passage,
            Phase phase,
            String step,
            String key,
            String work,
            MoveState state,
            @Nullable String sqlState,
            @Nullable String error,
            Instant intendedAt,
            @Nullable Instant settledAt,
            @Nullable String found) {}

    /**
     * What somebody approved.
     *
     * @param by who, in their own words
     * @param digest of the dry run that was approved
     * @param sheet JSON: what it covers, item by item
     */
    record Approved(String digest, String by, Instant at, String sheet) {}

    /** A move that is about to be made. */
    record Intent(Phase phase, String step, String key, String work) {}

    /** What became of a move: its id in the journal, the error of a server or in words, what was found. */
    record Result(
            long move,
            MoveState state,
            @Nullable String sqlState,
            @Nullable String error,
            @Nullable String found) {}

    /**
     * One line of the append-only history.
     *
     * @param id unique in the whole journal, growing
     * @param kind the signal's word for a change of the stage, {@code create}, {@code claim}, or what {@link #append} was given
     * @param detail JSON
     */
    record EventEntry(long id, Instant at, String who, String kind, String message, String detail) {}

    /** Begins an upgrade in {@link Phase#PLANNED}; throws {@link ExistsException} if the name is taken. */
    Entry create(String name, String planPath, String planText, String digest, List<String> databases, String who);

    /**
     * Takes another plan for an upgrade that has changed nothing yet, or has undone everything. Throws
     * {@link NoSuchElementException} if it is past that.
     */
    void replan(String name, String planPath, String planText, String digest, List<String> databases, String who);

    /** Takes a plan that differs in what it acknowledges alone, and writes the event. */
    void acknowledge(String name, String planText, String digest, List<String> differences, String who);

    Optional<Entry> find(String name);

    /** All upgrades, the newest first. */
    List<Entry> all();

    /** Settles the databases, once they are known. */
    void databases(String name, long epoch, List<String> databases);

    /** Makes the caller the working process, writes the event, and returns its epoch, which is higher than any before. */
    long claim(String name, String owner);

    /** As {@link #claim}, but only while the newest claim is the expected one; nothing if another came before. */
    Optional<Long> claim(String name, String owner, long expected);

    /** Throws {@link FencedException} unless the epoch is the newest. Writes nothing. */
    default void confirm(String name, long epoch) {
        Entry entry = find(name).orElseThrow();
        if (entry.epoch() != epoch) {
            throw new FencedException(
                    "upgrade " + name + " was taken over by " + entry.owner() + " (claim " + entry.epoch()
                            + ", this process has claim " + epoch + "); this process stops and changes nothing more");
        }
    }

    /**
     * Moves the upgrade from the entry's stage to another and writes the event in one transaction. Whether the signal
     * leads there is for {@link PhaseMachine} to say. A running phase gets a new passage, unless it is resumed or is the
     * handing over of the switch under way. The step is kept by an interruption and its resume, and forgotten otherwise.
     * FAILED and BACKED_OUT write the error to the entry; the event has it in any case. Throws {@link FencedException}
     * if epoch or version are not the newest.
     */
    Entry advance(Entry from, long epoch, Signal signal, Stage to, String who, @Nullable String error);

    /** Does all that {@link #advance} would do, and takes it back: so that its code has run before it counts. */
    void rehearse(Entry from, long epoch, Signal signal, Stage to, String who);

    /** Notes the step under way; null for none. */
    void at(String name, long epoch, @Nullable String step);

    /** Writes down that these moves are about to be made, all in one durable write; returns their ids in the same order. */
    List<Long> intend(String name, long epoch, long passage, List<Intent> intents);

    /** Writes down that a move is about to be made; returns its id. */
    default long intend(String name, long epoch, long passage, Phase phase, String step, String key, String work) {
        return intend(name, epoch, passage, List.of(new Intent(phase, step, key, work)))
                .get(0);
    }

    /** Writes down what became of moves, any number of times: the last one counts. INTENDED is no outcome. */
    void settle(String name, long epoch, List<Result> results);

    /** Writes down what became of a move. */
    default void settle(
            String name, long epoch, long move, MoveState state, @Nullable String sqlState, @Nullable String error) {
        settle(name, epoch, List.of(new Result(move, state, sqlState, error, null)));
    }

    /** All moves of the upgrade, oldest first. */
    List<MoveEntry> moves(String name);

    /** The moves of one passage, oldest first. */
    List<MoveEntry> moves(String name, long passage);

    /** Appends to the history what happened at that time. Needs no claim. */
    void append(String name, Instant at, String who, String kind, String message, String detail);

    /** The history after the given id (0 for all), oldest first. */
    List<EventEntry> events(String name, long afterId);

    /** Writes down who approved what, and the event, in one transaction. Needs no claim. */
    void approve(String name, Approved approved, String who);

    /** The latest approval. */
    Optional<Approved> approved(String name);

    /** Asks the working process for a pause, or takes the request back. Needs no claim. */
    void requestPause(String name, boolean wanted);

    /** Holds a step: the working process pauses before its next move. Kept until released. Needs no claim. */
    void hold(String name, String step);

    /** Lets a held step go on; nothing happens if it was not held. Needs no claim. */
    void release(String name, String step);

    /** The steps that are held, in the order in which they were. */
    List<String> held(String name);

    /**
     * A range of a table that a comparison has cut, and perhaps compared.
     *
     * @param ordinal its place among the table's ranges, from 0
     * @param rows on the publisher; 0 until it is compared
     * @param suspects keys of rows that were not the same
     * @param at when it was cut or compared
     */
    record ComparedRange(
            String database,
            TableName table,
            int ordinal,
            KeyRange range,
            boolean done,
            long rows,
            List<List<String>> suspects,
            Instant at) {}

    /** Keeps ranges of a comparison, so that it can go on after an interruption; a range kept before is replaced. Needs no claim. */
    void keepCompared(String name, String comparison, List<ComparedRange> ranges);

    /** The ranges kept of this comparison, those of each table in their order. */
    List<ComparedRange> keptCompared(String name, String comparison);

    /** Forgets every range of every comparison of the upgrade. */
    void forgetCompared(String name);

    /** The name is taken. */
    final class ExistsException extends RuntimeException {
        public ExistsException(String name) {
            super("an upgrade named " + name + " is already in the journal");
        }
    }

    /** Another process has taken over; this one must stop at once and change nothing more. */
    final class FencedException extends RuntimeException {
        public FencedException(String message) {
            super(message);
        }
    }

    /**
     * The journal could not be read or written: disk full, file gone, locked for too long. Whether the write happened is
     * unknown, so the working process must stop as after a crash and begin again from what the journal then says.
     */
    final class UnavailableException extends RuntimeException {
        public UnavailableException(@Nullable String why, Throwable cause) {
            super("the journal is not available: " + why, cause);
        }

        /** The same failure, with what came of it. */
        public UnavailableException(String message, UnavailableException cause) {
            super(message, cause);
        }
    }
}
