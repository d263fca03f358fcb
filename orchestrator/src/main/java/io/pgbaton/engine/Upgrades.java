package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.plan.WatchdogUse;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import io.pgbaton.upgrade.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The facade behind the command line, REST and the page: everything that can be asked or told about upgrades. */
public final class Upgrades {
    /** How long an ended session may take to go: it ends at once unless it sits in a system call. */
    private static final Duration EVICTION = Duration.ofSeconds(30);

    /** Digits of a digest that tell enough: nobody hits 48 bits by chance. */
    private static final int LEAST_DIGEST = 12;

    /** From where a run to the end has to switch over first. */
    private static final List<Phase> BEFORE_SWITCH = List.of(
            Phase.PLANNED,
            Phase.CHECKED,
            Phase.REPLICATING,
            Phase.IN_SYNC,
            Phase.SWITCHING_OVER,
            Phase.HANDING_OVER,
            Phase.SWITCHED_BACK,
            Phase.ABANDONED);

    private final Journal journal;
    private final PhaseMachine machine;
    private final Workshop workshop;
    private final Clock clock;
    private final String who;
    private final Consumer<UpgradeEvent> listener;
    private final SwitchComparisons switchComparisons;

    /** @param who host and process of this program, for the history and for whoever finds the upgrade locked */
    public Upgrades(
            Journal journal,
            PhaseMachine machine,
            Workshop workshop,
            Clock clock,
            String who,
            Consumer<UpgradeEvent> listener) {
        this.journal = journal;
        this.machine = machine;
        this.workshop = workshop;
        this.clock = clock;
        this.who = who;
        this.listener = listener;
        this.switchComparisons = new SwitchComparisons(journal, workshop, clock, who, listener);
    }

    /**
     * Takes a plan into the journal, or finds it there; nothing else happens yet. An upgrade that has changed nothing so
     * far, or has undone everything, takes another plan. Throws {@link PlanChangedException} if an upgrade of that name is
     * under way with another one. What an upgrade at rest acknowledges may change: hazards come up on the way, too.
     */
    public void add(PlanFile file) {
        Plan plan = file.plan();
        HookRules.require(plan);
        String path = file.directory()
                .resolve(Path.of(file.shownName()).getFileName())
                .toAbsolutePath()
                .toString();
        List<String> databases = plan.databases().names();
        Optional<Entry> known = journal.find(plan.name());
        if (known.isEmpty()) {
            journal.create(plan.name(), path, file.text(), PlanDigest.of(plan), databases, who);
            return;
        }
        List<String> differences = PlanDigest.differences(planOf(known.get()), plan);
        Phase phase = known.get().stage().phase();
        if (!differences.isEmpty() && !phase.untouched()) {
            if (!onlyAcknowledged(differences) || phase.running()) {
                throw new PlanChangedException(plan.name(), differences);
            }
            journal.acknowledge(plan.name(), file.text(), PlanDigest.of(plan), differences, who);
        } else if (!differences.isEmpty()) {
            journal.replan(plan.name(), path, file.text(), PlanDigest.of(plan), databases, who);
        }
    }

    /** Looks at both servers and reports what it finds; changes nothing. */
    public List<Finding> check(Plan plan) {
        HookRules.require(plan);
        try (Servers servers = workshop.servers(plan);
                Traffic traffic = workshop.traffic(plan);
                LiveProbe probe = workshop.probe(plan);
                Hooks hooks = workshop.hooks(plan)) {
            return Preflight.findings(plan, servers, traffic, probe, hooks, Databases.of(plan, servers));
        }
    }

    /** What people are asked while this process works. */
    public Questions questions() {
        return workshop.questions();
    }

    private Status asking(Status status) {
        return status.asking(questions().pending(status.name()).orElse(null));
    }

    /** Whether any of the findings keeps an upgrade by this plan from starting. */
    public boolean blocks(Plan plan, List<Finding> findings) {
        return !Checker.inTheWay(findings, plan).isEmpty();
    }

    /** Everything that a run would do, in order; writes nothing anywhere. */
    public DryRun dryRun(Plan plan) {
        return survey(plan).dryRun();
    }

    private Survey survey(Plan plan) {
        HookRules.require(plan);
        try (Servers servers = workshop.servers(plan);
                Traffic traffic = workshop.traffic(plan);
                LiveProbe probe = workshop.probe(plan);
                Hooks hooks = workshop.hooks(plan)) {
            List<Finding> more = Preflight.bystanders(plan, probe, hooks);
            Optional<Entry> entry = underWay(plan);
            List<String> databases = entry.isPresent() ? entry.get().databases() : Databases.of(plan, servers);
            Stage stage = entry.map(Entry::stage).orElse(Stage.at(Phase.PLANNED));
            return Survey.of(plan, servers, traffic, more, databases, stage, Rates.of(journal, plan.name()));
        }
    }

    private static boolean onlyAcknowledged(List<String> differences) {
        return differences.stream().allMatch(line -> line.startsWith("acknowledge"));
    }

    /** The upgrade by this very plan, if something was changed by it already. */
    private Optional<Entry> underWay(Plan plan) {
        return journal.find(plan.name())
                .filter(entry -> !entry.stage().phase().untouched()
                        && onlyAcknowledged(PlanDigest.differences(planOf(entry), plan)));
    }

    /**
     * Writes down that somebody approved what would be done now. Throws {@link NotApprovedException} if that has another
     * digest, or if a finding is in the way of it: then nothing is written.
     *
     * @param digest as the dry run showed it, or at least 12 digits of its beginning
     * @param by who approves, in their own words
     */
    public void approve(String name, String digest, String by) {
        Survey now = survey(planOf(entry(name)));
        if (digest.length() < LEAST_DIGEST || !now.dryRun().digest().startsWith(digest)) {
            throw new NotApprovedException(
                    "what would be done now has the digest " + now.dryRun().digest() + ", not " + digest
                            + "; make a new dry run, look at it, and approve its digest",
                    List.of());
        }
        if (now.dryRun().blocked()) {
            throw new NotApprovedException(
                    "findings are in the way of it, so that it would not start; see pgbaton check", List.of());
        }
        journal.approve(
                name,
                new Journal.Approved(
                        now.dryRun().digest(), by, clock.now(), now.sheet().json()),
                who);
    }

    /**
     * Works on the upgrade in the calling thread until the goal is reached or something stops it; called again, it goes on.
     * Throws {@link UnknownUpgradeException}, {@link NotAllowedException}, {@link UpgradeLock.HeldException} if another
     * process works on it, {@link Journal.FencedException} if another one took over meanwhile.
     */
    public Outcome run(String name, Goal goal) {
        Entry entry = entry(name);
        Plan plan = planOf(entry);
        boolean exact = plan.compare().atSwitch() == Comparing.AtSwitch.EXACT;
        if (exact
                && goal == Goal.FINISHED
                && BEFORE_SWITCH.contains(entry.stage().working())) {
            // What cannot be taken back waits for what the switch shows.
            Outcome switched = runTo(name, Goal.SWITCHED_OVER);
            if (switched.kind() != Outcome.Kind.DONE) {
                return switched;
            }
        }
        return runTo(name, goal);
    }

    private Outcome runTo(String name, Goal goal) {
        Entry entry = entry(name);
        Plan plan = planOf(entry);
        if (goal == Goal.SETTLED && goal.reached(entry.stage())) {
            return Outcome.of(Outcome.Kind.DONE, "no switch is under way; the upgrade is " + entry.stage());
        }
        try (Snapshots snapshots = new Snapshots(plan, clock)) {
            Outcome outcome = work(entry, plan, goal, snapshots);
            return snapshots.wanted() ? switchComparisons.behind(outcome, entry(name), plan, snapshots) : outcome;
        }
    }

    /**
     * Ends the comparison of a switch that this process is making, if it is: it cannot go on later, and is told as not made.
     * Returns whether there was one.
     */
    public boolean endSwitchComparison(String name) {
        return switchComparisons.end(name);
    }

    private Outcome work(Entry entry, Plan plan, Goal goal, Snapshots snapshots) {
        String name = entry.name();
        try (Servers servers = workshop.servers(plan);
                Late watchdog = new Late();
                Traffic traffic = workshop.traffic(plan);
                LiveProbe probe = workshop.probe(plan);
                Hooks hooks = workshop.hooks(plan);
                Crew crew = new Crew();
                UpgradeLock lock = lock(servers, entry)) {
            if (lock instanceof NoLock) {
                return settleWithoutTarget(entry);
            }
            long epoch = journal.claim(name, who);
            if (plan.switchover().watchdog().use() == WatchdogUse.REQUIRED) {
                watchdog.is = workshop.watchdog(plan, epoch);
            }
            if (entry.stage().phase().running()) {
                // Whoever worked on it lost the lock; what is left of its sessions may not act beside ours.
                servers.evictPredecessors(name);
            }
            journal.requestPause(name, false);
            if (entry.stage().phase().untouched()) {
                journal.databases(name, epoch, Databases.of(plan, servers));
            }
            noteStrays(entry, plan);
            Budget budget = new Budget(clock, plan.switchover().freezeBudget());
            Workplace place = new Workplace(
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
                    new Notebook(),
                    crew,
                    snapshots);
            return new Engine(place, machine, watchdog.is).work(goal);
        }
    }

    /** What was written behind the fence is noted before anything forgets it; a server that is gone cannot be asked. */
    private void noteStrays(Entry entry, Plan plan) {
        try {
            Watch.once(entry, plan, workshop, journal, clock, who);
        } catch (PostgresException e) {
            if (!SqlState.connectionLost(e.sqlState())) {
                throw e;
            }
        }
    }

    /** The watchdog of a run, which is known only behind its claim and closed behind everything else. */
    private static final class Late implements AutoCloseable {
        private Watchdog is = Watchdog.NONE;

        @Override
        public void close() {
            is.close();
        }
    }

    /** The lock on the target; {@link NoLock} where it is not needed and the target cannot be reached. */
    private UpgradeLock lock(Servers servers, Entry entry) {
        try {
            return servers.lock(entry.name(), UpgradeLock.Errand.WORK);
        } catch (PostgresException e) {
            if (Rescue.isOpen(entry.stage()) && SqlState.connectionLost(e.sqlState())) {
                return new NoLock();
            }
            throw e;
        }
    }

    /** Clients may be held back: whatever can be brought to rest without the target is. */
    private Outcome settleWithoutTarget(Entry entry) {
        try (Rescue rescue = rescue(entry.name(), entry.epoch())) {
            return rescue.settle("the target, where the lock is, cannot be reached", Duration.ZERO, () -> {});
        }
    }

    /**
     * Whoever is to bring a switch to rest whose process died or hangs, see {@link Rescue}; to be closed by the caller.
     *
     * @param claim the claim of that process; if another one has claimed the upgrade since, nothing is taken over
     */
    public Rescue rescue(String name, long claim) {
        return new Rescue(planOf(entry(name)), claim, journal, machine, workshop, clock, who, listener);
    }

    /**
     * Ends every session of whoever works on the upgrade, on both servers, so that a stalled owner cannot go on. In a switch
     * the target may be gone: what is done then is done without it, see {@link Rescue}.
     */
    public void takeOver(String name) {
        Entry entry = entry(name);
        Plan plan = planOf(entry);
        journal.claim(name, who);
        try (Servers servers = workshop.servers(plan)) {
            // The target first: without its lock, an owner that makes a new session on the other server may not use it.
            for (Server server : List.of(Server.TARGET, Server.SOURCE)) {
                try {
                    servers.evictOwner(name, server, EVICTION);
                } catch (PostgresException e) {
                    boolean later = server == Server.TARGET && Rescue.isOpen(entry.stage());
                    if (!later || !SqlState.connectionLost(e.sqlState())) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Asks the working process for a pause, or ends the comparison of a switch by this one; throws {@link NotAllowedException} where there is nothing to pause. */
    public void pause(String name) {
        if (endSwitchComparison(name)) {
            return;
        }
        Entry entry = entry(name);
        machine.after(entry.stage(), Signal.PAUSE);
        journal.requestPause(name, true);
    }

    /** The goal that a signal stands for; throws {@link NotAllowedException} if the signal is not possible now. */
    public Goal goalOf(String name, Signal signal) {
        Entry entry = entry(name);
        Goal goal = signal == Signal.RESUME ? resumed(entry) : goalOf(signal);
        boolean goesOn = entry.stage().phase().running() && (goal == resumed(entry) || goal == Goal.ABANDONED);
        if (signal != Signal.RESUME && !goesOn) {
            machine.after(entry.stage(), signal);
        }
        return goal;
    }

    private static Goal goalOf(Signal signal) {
        switch (signal) {
            case CHECK:
                return Goal.CHECKED;
            case REPLICATE:
                return Goal.IN_SYNC;
            case SWITCH_OVER:
                return Goal.SWITCHED_OVER;
            case SWITCH_BACK:
                return Goal.SWITCHED_BACK;
            case FINISH:
                return Goal.FINISHED;
            case ABANDON:
                return Goal.ABANDONED;
            default:
                throw new IllegalArgumentException(signal + " is no signal that leads to a goal");
        }
    }

    /** A resume, or a run after a crash, goes to the end of the phase that was interrupted. */
    private static Goal resumed(Entry entry) {
        switch (entry.stage().working()) {
            case REPLICATING:
                return Goal.IN_SYNC;
            case SWITCHING_OVER:
            case HANDING_OVER:
                return Goal.SWITCHED_OVER;
            case SWITCHING_BACK:
            case HANDING_BACK:
                return Goal.SWITCHED_BACK;
            case FINISHING:
                return Goal.FINISHED;
            case ABANDONING:
                return Goal.ABANDONED;
            default:
                throw new NotAllowedException(entry.stage(), Signal.RESUME);
        }
    }

    /** Whether the plan wants a person's word before the switchover. */
    public boolean needsApproval(String name) {
        return planOf(entry(name)).approval() != io.pgbaton.plan.Approval.NONE;
    }

    /** Where the upgrade stands, with live figures from the servers. */
    public Status status(String name) {
        Entry entry = entry(name);
        return asking(Progress.status(entry, planOf(entry), workshop, journal, DriftReading::read));
    }

    /** The same without comparing schemas: for whoever asks again and again. */
    public Status progress(String name) {
        Entry entry = entry(name);
        return asking(Progress.status(entry, planOf(entry), workshop, journal, (known, plan, servers, stream) -> null));
    }

    /**
     * Looks for writes on the fenced server, puts what it finds into the history, and lets the audit slots forget what was
     * looked at, so that the server need not keep its log. Returns what is new. Nothing happens where nobody is fenced.
     */
    public List<String> watch(String name) {
        Entry entry = entry(name);
        return Watch.once(entry, planOf(entry), workshop, journal, clock, who);
    }

    /**
     * Compares every table of both servers while clients write, and puts what it finds into the history. What an interrupted
     * comparison has done is not done again. Throws {@link NotAllowedException} where neither server follows the other, or as
     * soon as a switch begins, {@link UpgradeLock.HeldException} while another comparison goes on, and {@link StepFailed} if
     * the server that follows does not catch up.
     *
     * @param watcher is told now and then how far it is, by any thread
     */
    public Comparison compare(String name, Consumer<ComparisonPace> watcher) {
        return comparison(name, watcher).run(who);
    }

    /** As {@link #compare}, but for what an interrupted comparison has done: that is forgotten. */
    public Comparison compareAnew(String name, Consumer<ComparisonPace> watcher) {
        return comparison(name, watcher).runAnew(who);
    }

    private ComparisonRun comparison(String name, Consumer<ComparisonPace> watcher) {
        Entry entry = entry(name);
        return new ComparisonRun(entry, planOf(entry), workshop, journal, clock, watcher);
    }

    /** The statements that would mend what a comparison found, for a person to judge and to run; see {@link Repair}. */
    public List<String> repair(Comparison comparison) {
        return Repair.of(comparison, plan(comparison.upgrade()), workshop);
    }

    /** Where the upgrade stands, from the journal alone. */
    public Status remembered(String name) {
        return asking(Progress.remembered(entry(name), journal));
    }

    /** All upgrades, the newest first, from the journal alone. */
    public List<Status> all() {
        return journal.all().stream()
                .map(entry -> Progress.remembered(entry, journal))
                .toList();
    }

    /** The steps of the current phase. */
    public List<StepStatus> steps(String name) {
        return Progress.steps(entry(name), journal);
    }

    /** Holds a step of the current phase: the upgrade pauses before its next move, after a restart too. */
    public void holdStep(String name, String step) {
        known(name, step);
        journal.hold(name, step);
    }

    /** Releases a held step; whoever calls then runs the upgrade on. */
    public void releaseStep(String name, String step) {
        known(name, step);
        journal.release(name, step);
    }

    private void known(String name, String step) {
        Entry entry = entry(name);
        List<String> names =
                Workflow.steps(entry.stage().working()).stream().map(Step::name).toList();
        if (!names.contains(step)) {
            throw new NotAllowedException(
                    step + " is no step of " + entry.stage().working() + "; its steps: " + String.join(", ", names),
                    Lifecycle.allowed(entry.stage()));
        }
        boolean done = steps(name).stream()
                .anyMatch(status -> status.name().equals(step) && status.state() == StepStatus.State.DONE);
        if (done) {
            throw new NotAllowedException(step + " is done already", Lifecycle.allowed(entry.stage()));
        }
    }

    /** The history after the given event (0 for all), oldest first. */
    public List<Journal.EventEntry> events(String name, long after) {
        entry(name);
        return journal.events(name, after);
    }

    /** What happened and what remains, from the journal; and, where a server follows the other, what is not alike on them now. */
    public UpgradeReport report(String name) {
        Entry entry = entry(name);
        Plan plan = planOf(entry);
        return ReportReading.of(entry, plan, journal, Progress.comparing(entry, plan, workshop))
                .and(Progress.drift(entry, plan, workshop));
    }

    /** The plan that the upgrade began with. */
    public Plan plan(String name) {
        return planOf(entry(name));
    }

    private Entry entry(String name) {
        return journal.find(name).orElseThrow(() -> new UnknownUpgradeException(name));
    }

    private static Plan planOf(Entry entry) {
        Path path = Path.of(entry.planPath());
        return PlanFile.parse(entry.planText(), path.toString(), Objects.requireNonNull(path.getParent()))
                .plan();
    }
}
