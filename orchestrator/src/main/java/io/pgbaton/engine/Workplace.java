package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of a step's work have in common while one process works on one upgrade: the servers, the journal under
 * this process's epoch, the time left.
 */
record Workplace(
        Plan plan,
        Servers servers,
        Traffic traffic,
        LiveProbe probe,
        Hooks hooks,
        Journal journal,
        long epoch,
        UpgradeLock lock,
        Clock clock,
        Budget budget,
        String who,
        Consumer<UpgradeEvent> listener,
        List<UpgradeEvent> untold,
        List<Journal.MoveEntry> remembered) {
    Workplace(
            Plan plan,
            Servers servers,
            Traffic traffic,
            LiveProbe probe,
            Hooks hooks,
            Journal journal,
            long epoch,
            UpgradeLock lock,
            Clock clock,
            Budget budget,
            String who,
            Consumer<UpgradeEvent> listener) {
        this(
                plan,
                servers,
                traffic,
                probe,
                hooks,
                journal,
                epoch,
                lock,
                clock,
                budget,
                who,
                listener,
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** How often a probe is asked anew: often while clients wait, seldom otherwise. */
    Duration rhythm() {
        return budget.frozen() ? Duration.ofNanos(500_000) : Duration.ofMillis(250);
    }

    /**
     * Tells an event to the listener, and keeps it in the history if its kind says so. While clients wait, the history
     * waits too: it is not what a resume goes by.
     */
    synchronized void tell(
            UpgradeEvent.Kind kind, Phase phase, @Nullable String step, String message, Map<String, Object> detail) {
        UpgradeEvent event = new UpgradeEvent(clock.now(), plan.name(), kind, phase, step, message, detail);
        if (kind.kept()) {
            untold.add(event);
        }
        if (!budget.frozen()) {
            writeHistory();
        }
        listener.accept(event);
    }

    /**
     * Asks the hooks of an edge, and tells what they answered. While clients wait, no longer than the budget allows. Throws
     * {@link Hooks.Veto} if one of them stops what would come next.
     */
    void pass(Edge edge, long passage) {
        try {
            heard(edge, hooks.pass(edge, passage, budget.left()));
        } catch (Hooks.Veto veto) {
            heard(edge, veto.heard());
            throw veto;
        }
    }

    private void heard(Edge edge, List<Hooks.Heard> answers) {
        for (Hooks.Heard one : answers) {
            tell(
                    UpgradeEvent.Kind.HOOK,
                    edge.phase(),
                    edge.step(),
                    edge.name() + ": the hook " + one.hook() + (one.failed() ? " failed, " : " passed, ") + one.said(),
                    Map.of("edge", edge.name(), "hook", one.hook(), "failed", one.failed(), "millis", one.millis()));
        }
    }

    /** Keeps a move that was written down, in case the journal is lost while clients wait. */
    synchronized void remember(Journal.MoveEntry move) {
        remembered.add(move);
    }

    /** The moves of this process on this passage, oldest first. */
    synchronized List<Journal.MoveEntry> recall(long passage) {
        return remembered.stream().filter(move -> move.passage() == passage).toList();
    }

    /** Writes down what was told while clients waited. */
    synchronized void writeHistory() {
        for (UpgradeEvent event : untold) {
            String message = (event.step() == null ? "" : event.step() + ": ") + event.message();
            journal.append(plan.name(), event.at(), who, event.kind().name(), message, Json.text(event.detail()));
        }
        untold.clear();
    }

    /** Asks a probe; does not wait for a lost server. */
    Answer askOnce(Probe probe, Duration limit) {
        servers.patience(limit);
        return servers.ask(probe);
    }

    /** Asks a probe; waits for a lost server as long as the plan and the budget allow. */
    Answer ask(Probe probe) {
        long start = clock.nanos();
        Duration limit = budget.tries(plan.limits().reconnect());
        while (true) {
            try {
                servers.patience(budget.left().plusMillis(50));
                return servers.ask(probe);
            } catch (PostgresException e) {
                boolean late = Duration.ofNanos(clock.nanos() - start).compareTo(limit) > 0;
                if (!SqlState.connectionLost(e.sqlState()) || late) {
                    throw e;
                }
                clock.pause(rhythm());
            }
        }
    }

    /**
     * Makes sure, before something is changed, that nobody has taken over. As long as the session with the lock lives, nobody
     * can have: whoever takes over ends it. Otherwise the journal tells. Throws {@link Journal.FencedException} or {@link
     * UpgradeLock.LockLostException}. A session that is to be used must have been made before, or it would be one that
     * whoever takes over does not find and end.
     */
    void confirm() {
        if (!lock.confirm(budget.tries(plan.limits().reconnect()))) {
            journal.confirm(plan.name(), epoch);
        }
    }

    /** Throws {@link PauseRequested} if somebody wants a pause or holds the step; never while clients wait. */
    void stopIfAsked(String step) {
        if (budget.frozen()) {
            return;
        }
        if (journal.find(plan.name()).orElseThrow().pauseRequested()) {
            throw new PauseRequested("paused on request before the next move of " + step);
        }
        if (journal.held(plan.name()).contains(step)) {
            throw new PauseRequested("the step " + step + " is held; start it to go on");
        }
    }
}
