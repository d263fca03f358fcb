package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Intent;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
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
        Notebook notebook,
        Crew crew,
        Snapshots snapshots) {
    private static final Duration FROZEN = Duration.ofNanos(500_000);
    private static final Duration LEAST = Duration.ofMillis(20);
    private static final Duration MOST = Duration.ofMillis(250);

    /**
     * How long to rest before a probe is asked anew that was first asked at {@code start}: hardly while clients wait,
     * otherwise the longer the longer it has taken, for most of what is waited for is there soon or not for a good while.
     */
    Duration rest(long start) {
        if (budget.frozen()) {
            return FROZEN;
        }
        Duration share = Duration.ofNanos((clock.nanos() - start) / 4);
        return share.compareTo(LEAST) < 0 ? LEAST : share.compareTo(MOST) > 0 ? MOST : share;
    }

    /**
     * Tells an event to the listener, and keeps it in the history if its kind says so. While clients wait, the history
     * waits too: it is not what a resume goes by.
     */
    void tell(UpgradeEvent.Kind kind, Phase phase, @Nullable String step, String message, Map<String, Object> detail) {
        UpgradeEvent event = new UpgradeEvent(clock.now(), plan.name(), kind, phase, step, message, detail);
        notebook.keep(event);
        if (!budget.frozen()) {
            writeHistory();
        }
        notebook.tell(event, listener);
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

    /** Writes down what was told while clients waited. */
    void writeHistory() {
        notebook.write(journal, who);
    }

    /** Writes down that moves are about to be made, all in one durable write, and remembers those of a switch. */
    List<MoveEntry> intend(long passage, List<Intent> intents) {
        List<Long> ids = journal.intend(plan.name(), epoch, passage, intents);
        List<MoveEntry> entries = new ArrayList<>();
        for (int i = 0; i < intents.size(); i++) {
            Intent intent = intents.get(i);
            entries.add(new MoveEntry(
                    ids.get(i),
                    passage,
                    intent.phase(),
                    intent.step(),
                    intent.key(),
                    intent.work(),
                    MoveState.INTENDED,
                    null,
                    null,
                    clock.now(),
                    null,
                    null));
        }
        notebook.remember(entries);
        return entries;
    }

    /** The same place for a rehearsal, of which nobody is told. */
    Workplace aside() {
        return new Workplace(
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
                event -> {},
                new Notebook() {
                    @Override
                    void keep(UpgradeEvent event) {
                        // nothing has happened
                    }
                },
                crew,
                snapshots);
    }

    /** Writing sessions of their own for one worker. */
    Hands hands() {
        return new Hands(servers, this::confirm);
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
                clock.pause(rest(start));
            }
        }
    }

    /**
     * Makes sure that nobody has taken over. The journal tells, and is asked last: whoever takes over claims it first, and
     * where the target cannot be reached, the session with the lock outlives that. Throws {@link Journal.FencedException} or
     * {@link UpgradeLock.LockLostException}.
     */
    void confirm() {
        lock.confirm(budget.tries(plan.limits().reconnect()));
        journal.confirm(plan.name(), epoch);
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
