package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Route;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a switch to rest whose process died or hangs: before its point of no return it is undone, past it it is completed.
 *
 * <p>The journal is the fence. Once the claim is raised, the process that had it before cannot pass the point of no return
 * any more; it is then shut out of every server that can be reached by ending its sessions, and only there is anything
 * changed. So a target that is gone, and with it the lock that is kept there, does not keep clients from going on.
 */
public final class Rescue implements AutoCloseable {
    private static final Duration RHYTHM = Duration.ofSeconds(1);
    /** How long a server may take while clients wait; also what a lost one costs before it is left for later. */
    private static final Duration HASTE = Duration.ofSeconds(3);
    /** For how many looks a pause that comes late, sent by whoever died, is taken back. */
    private static final int LAST_LOOKS = 3;

    private final String name;
    private final Journal journal;
    private final PhaseMachine machine;
    private final Clock clock;
    private final String who;
    private final Consumer<UpgradeEvent> listener;
    private final Plan plan;
    private final Servers servers;
    private final Traffic traffic;
    private final Eviction eviction;
    private final Crew crew = new Crew();
    private long claim;
    private UpgradeLock lock = new NoLock();
    private String told = "";

    /** @param claim the claim that is to be taken over, and no other */
    Rescue(
            Plan plan,
            long claim,
            Journal journal,
            PhaseMachine machine,
            Workshop workshop,
            Clock clock,
            String who,
            Consumer<UpgradeEvent> listener) {
        this.name = plan.name();
        this.plan = plan;
        this.claim = claim;
        this.journal = journal;
        this.machine = machine;
        this.clock = clock;
        this.who = who;
        this.listener = listener;
        this.servers = workshop.servers(plan);
        this.traffic = workshop.traffic(plan);
        this.eviction = new Eviction(servers, name);
    }

    /**
     * Does beforehand whatever takes time the first time: code, the console, a session on each server. The sessions are
     * given back, for those that a rescue uses have to be younger than its claim.
     */
    public void rehearse() {
        Entry entry = journal.find(name).orElseThrow();
        machine.after(Stage.at(Phase.SWITCHING_OVER), Signal.BACKED_OUT);
        for (MoveEntry move : journal.moves(name)) {
            RecordedMove.parse(move.work());
        }
        for (Server server : Server.values()) {
            servers.session(servers.clusterPlace(server)).close();
            for (String database : entry.databases()) {
                servers.catalog(new Place(server, database)).query("SELECT true");
            }
        }
        servers.close();
        traffic.holds(new Route.Resume());
        Json.text(Map.of());
    }

    /**
     * Makes whoever has the newest claim the one to take over from, unless the lock shows that it lives. Whether there is
     * still something to bring to rest.
     */
    public boolean adopt() {
        Entry entry = journal.find(name).orElseThrow();
        if (isOpen(entry.stage()) && !lockHeld()) {
            claim = entry.epoch();
        }
        return isOpen(entry.stage());
    }

    private boolean lockHeld() {
        try {
            servers.patience(HASTE);
            return servers.lockHolder(name, UpgradeLock.Errand.WORK).isPresent();
        } catch (PostgresException e) {
            // The target is gone, and the lock with it.
            return false;
        } finally {
            // What was opened before the claim is ended by it.
            servers.close();
        }
    }

    /**
     * Takes over and goes on trying, once a second, until the upgrade is at rest or the patience is over; then what is left to
     * do is named, and the upgrade is STALLED. Throws {@link Journal.FencedException} if another process has claimed the
     * upgrade meanwhile, {@link Journal.UnavailableException} if nothing can be written down.
     *
     * @param why what the history says about why somebody takes over
     * @param fenced told right behind the claim, before anything is changed: to shut the one before out of whatever else
     *     it has
     */
    public Outcome settle(String why, Duration patience, Runnable fenced) {
        if (!isOpen(find().stage())) {
            return rest();
        }
        claim = journal.claim(name, who, claim)
                .orElseThrow(() -> new Journal.FencedException(
                        "upgrade " + name + " was taken over by " + find().owner() + " already"));
        if (!isOpen(find().stage())) {
            return rest();
        }
        fenced.run();
        place().tell(UpgradeEvent.Kind.NOTE, find().stage().working(), null, why, Map.of());
        long start = clock.nanos();
        while (true) {
            Optional<Outcome> outcome = attempt();
            boolean late = Duration.ofNanos(clock.nanos() - start).compareTo(patience) >= 0;
            if (outcome.isPresent() || late) {
                return outcome.orElseGet(() -> giveUp(why));
            }
            clock.pause(RHYTHM);
        }
    }

    private Entry find() {
        return journal.find(name).orElseThrow();
    }

    /** Whether a switch is under way there, or was when it stalled. What somebody paused rests. */
    static boolean isOpen(Stage stage) {
        return stage.phase() != Phase.PAUSED
                && (stage.working().switching() || stage.working().handing());
    }

    private Outcome rest() {
        return Outcome.of(Outcome.Kind.DONE, "the upgrade is " + find().stage());
    }

    /** The server that clients wait for. */
    private static Server awaited(Phase phase) {
        return phase == Phase.SWITCHING_OVER || phase == Phase.HANDING_BACK ? Server.SOURCE : Server.TARGET;
    }

    /** Nothing where there is still something to do. */
    private Optional<Outcome> attempt() {
        journal.confirm(name, claim);
        Phase phase = find().stage().working();
        eviction.attempt(awaited(phase));
        if (phase.switching()) {
            return backOut();
        }
        return handOver(awaited(phase));
    }

    private Optional<Outcome> backOut() {
        Entry entry = resumed();
        List<String> failures;
        try (Hands hands = place().hands()) {
            failures = new Undoer(place(), hands)
                    .undoAtOnce(eviction.outstanding(), move -> move.passage() == entry.passage());
        }
        if (!failures.isEmpty()) {
            lacks("not undone yet: " + String.join("; ", failures));
            // It takes longer than nobody notices: whoever comes is to learn that somebody is at it.
            tryLock();
            return Optional.empty();
        }
        place().tell(UpgradeEvent.Kind.BACKED_OUT, entry.stage().phase(), null, "undone by " + who, Map.of());
        journal.at(name, claim, null);
        Stage to = advance(find(), Signal.BACKED_OUT, "the process that switched is gone or hung");
        return Optional.of(Outcome.of(
                Outcome.Kind.BACKED_OUT, "the switch was undone, clients go on as before; the upgrade is " + to));
    }

    private Entry resumed() {
        Entry entry = find();
        if (entry.stage().phase() == Phase.STALLED) {
            advance(entry, Signal.RESUME, null);
        }
        return find();
    }

    private Stage advance(Entry entry, Signal signal, @Nullable String error) {
        Stage to = machine.after(entry.stage(), signal);
        journal.advance(entry, claim, signal, to, who, error);
        return to;
    }

    private Optional<Outcome> handOver(Server to) {
        if (eviction.outstanding().contains(to)) {
            lacks("the " + to.word() + ", which is to be opened, cannot be reached: " + eviction.failure(to));
            return Optional.empty();
        }
        try {
            traffic.holds(new Route.Resume());
            takeLock();
            Outcome outcome = new Engine(place(), machine, Watchdog.NONE).work(Goal.SETTLED);
            if (outcome.kind() == Outcome.Kind.DONE) {
                return Optional.of(
                        Outcome.of(Outcome.Kind.DONE, "the switch was completed, clients go on; " + outcome.message()));
            }
            lacks(outcome.message());
        } catch (Traffic.TrafficException | PostgresException e) {
            lacks(Objects.toString(e.getMessage(), e.toString()));
        }
        return Optional.empty();
    }

    /** Another one can only have it on its way to a newer claim, which the journal will tell. */
    private void takeLock() {
        if (lock instanceof NoLock && !eviction.outstanding().contains(Server.TARGET)) {
            servers.patience(HASTE);
            try {
                lock = servers.lock(name, UpgradeLock.Errand.WORK);
            } catch (UpgradeLock.HeldException e) {
                throw new Traffic.TrafficException(e.getMessage(), e);
            }
        }
    }

    /**
     * Looks for a while whether a pause comes late that was on its way when its sender died, and takes it back. Nobody else
     * pauses while the claim is ours.
     */
    public void takeBackLatePauses() {
        // Whoever wants to go on from here need not wait for this.
        lock.close();
        lock = new NoLock();
        for (int look = 0; look < LAST_LOOKS; look++) {
            clock.pause(RHYTHM);
            try {
                journal.confirm(name, claim);
                if (!traffic.holds(new Route.Resume())) {
                    traffic.apply(new Route.Resume(), HASTE, () -> journal.confirm(name, claim));
                }
            } catch (Traffic.TrafficException e) {
                lacks(Objects.toString(e.getMessage(), e.toString()));
            } catch (Journal.FencedException e) {
                return;
            }
        }
    }

    private void tryLock() {
        try {
            takeLock();
        } catch (Traffic.TrafficException | PostgresException e) {
            lacks(Objects.toString(e.getMessage(), e.toString()));
        }
    }

    private Outcome giveUp(String why) {
        Entry entry = resumed();
        advance(entry, Signal.FAILED, why + "; " + told);
        return Outcome.of(
                Outcome.Kind.STALLED,
                why + "; " + told + "; mend the cause and run resume"
                        + (entry.stage().phase().handing() ? ", for clients may be held back" : ""));
    }

    /** Writes down what keeps the upgrade from coming to rest, once for each reason. */
    private void lacks(String what) {
        if (!what.equals(told)) {
            told = what;
            place().tell(UpgradeEvent.Kind.NOTE, find().stage().working(), null, what, Map.of());
        }
    }

    private Workplace place() {
        return new Workplace(
                plan,
                servers,
                traffic,
                LiveProbe.none(),
                Hooks.none(),
                journal,
                claim,
                lock,
                clock,
                new Budget(clock, plan.switchover().freezeBudget()),
                who,
                listener,
                new Notebook(),
                crew,
                new Snapshots(plan, clock));
    }

    @Override
    public void close() {
        lock.close();
        eviction.close();
        crew.close();
        traffic.close();
        servers.close();
    }
}
