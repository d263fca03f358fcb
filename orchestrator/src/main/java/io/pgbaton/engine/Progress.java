package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Approved;
import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Drift;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Step;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads where an upgrade stands: from the journal, and the figures from the servers. */
final class Progress {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** A status is for looking at: a server that does not answer soon is left out. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Progress() {}

    /** @param drift what else is to be looked at in a database */
    static Status status(Entry entry, Plan plan, Workshop workshop, Journal journal, Look drift) {
        Phase phase = entry.stage().working();
        boolean figures = phase != Phase.PLANNED && phase != Phase.CHECKED && !phase.ended();
        if (!figures) {
            return remembered(entry, journal);
        }
        try (Servers servers = workshop.servers(plan)) {
            servers.patience(PATIENCE);
            String snapshots = plan.compare().atSwitch() == Comparing.AtSwitch.OFF ? null : comparing(servers, entry);
            Server publisher = publisher(phase);
            List<Status.Database> databases = new ArrayList<>();
            for (String name : entry.databases()) {
                Stream stream = new Stream(entry.name(), name, publisher);
                databases.add(database(
                        servers, stream, phase == Phase.REPLICATING, drift.read(entry, plan, servers, stream)));
            }
            return status(
                    entry,
                    journal,
                    databases,
                    holder(servers, entry),
                    snapshots,
                    around(entry, plan, servers, workshop),
                    wayBack(entry, plan, servers, journal));
        }
    }

    /** Empty also where the pooler cannot be asked: then nobody can be told from its sessions. */
    private static List<String> around(Entry entry, Plan plan, Servers servers, Workshop workshop) {
        Phase phase = entry.stage().phase();
        if (phase != Phase.IN_SYNC && phase != Phase.SWITCHED_OVER && phase != Phase.SWITCHED_BACK) {
            return List.of();
        }
        try (Traffic traffic = workshop.traffic(plan)) {
            return Passers.at(publisher(phase), entry.databases(), servers, traffic)
                    .around();
        } catch (Traffic.TrafficException | PostgresException e) {
            return List.of();
        }
    }

    /** Only while nobody moves the traffic: a switch looks into the same slots. */
    private static @Nullable WayBack wayBack(Entry entry, Plan plan, Servers servers, Journal journal) {
        Phase phase = entry.stage().phase();
        if (phase != Phase.SWITCHED_OVER && phase != Phase.SWITCHED_BACK) {
            return null;
        }
        List<String> noted = journal.events(entry.name(), 0).stream()
                .filter(event -> event.kind().equals(Watch.STRAY))
                .map(EventEntry::message)
                .toList();
        return WayBackReading.read(plan, servers, entry.databases(), publisher(phase), noted, java.time.Instant.now());
    }

    /** The server whose changes the other one follows in this phase. */
    static Server publisher(Phase phase) {
        boolean reversed = phase == Phase.SWITCHED_OVER || phase == Phase.SWITCHING_BACK || phase == Phase.FINISHING;
        return reversed ? Server.TARGET : Server.SOURCE;
    }

    /** What is not alike on both servers now, by database: nothing where nobody follows, or a server does not answer. */
    static Map<String, List<Drift>> drift(Entry entry, Plan plan, Workshop workshop) {
        if (!DriftReading.FOLLOWING.contains(entry.stage().working())) {
            return Map.of();
        }
        try (Servers servers = workshop.servers(plan)) {
            servers.patience(PATIENCE);
            return DriftReading.read(entry, plan, servers);
        }
    }

    /** Compares one database on both servers. */
    interface Look {
        /** What is not alike; null where nobody compared. */
        @Nullable
        List<Drift> read(Entry entry, Plan plan, Servers servers, Stream stream);
    }

    private static Status.Database database(
            Servers servers, Stream stream, boolean comingInSync, @Nullable List<Drift> drift) {
        String subscription = stream.subscription().name();
        Catalog subscriber = servers.catalog(stream.subscriberPlace());
        Catalog publisher = servers.catalog(stream.publisherPlace());
        String marker = new Marker(stream.upgrade()).schema();
        Row published = first(publisher, "published-size", stream.publication().name(), marker);
        Row subscribed = first(subscriber, "subscribed-size", subscription, marker);
        Row lag = first(publisher, "slot-lag", stream.slot().name());
        Row following = comingInSync ? first(subscriber, "following", subscription) : null;
        boolean counted = following != null && following.number("copy_errors") >= 0;
        return new Status.Database(
                stream.database(),
                number(published, "tables"),
                number(subscribed, "ready"),
                number(subscribed, "bytes"),
                number(published, "bytes"),
                comingInSync ? indexes(published, subscribed, subscriber) : null,
                counted ? number(following, "copy_errors") : null,
                number(lag, "bytes"),
                drift);
    }

    private static Status.@Nullable Indexes indexes(
            @Nullable Row published, @Nullable Row subscribed, Catalog subscriber) {
        if (published == null || subscribed == null) {
            return null;
        }
        List<String> building = rows(subscriber, "index-builds").stream()
                .map(row -> row.text("name")
                        + (row.maybe("percent") == null ? "" : " " + row.number("percent") + " %")
                        + " (" + row.text("phase") + ")")
                .toList();
        return new Status.Indexes(subscribed.number("index_bytes"), published.number("index_bytes"), building);
    }

    private static @Nullable Long number(@Nullable Row row, String column) {
        return row == null ? null : Long.valueOf(row.number(column));
    }

    private static @Nullable Row first(Catalog catalog, String question, Object... parameters) {
        return rows(catalog, question, parameters).stream().findFirst().orElse(null);
    }

    /** Nothing where the server does not answer. */
    private static List<Row> rows(Catalog catalog, String question, Object... parameters) {
        try {
            return catalog.ask(question, parameters);
        } catch (PostgresException e) {
            return List.of();
        }
    }

    static Status remembered(Entry entry, Journal journal) {
        return status(
                entry,
                journal,
                entry.databases().stream().map(Status.Database::unasked).toList(),
                entry.stage().phase().running() ? entry.owner() : null,
                "no outcome so far; 'pgbaton status' asks whether it goes on",
                List.of(),
                null);
    }

    /** In a sentence, that what both servers showed at the latest switch is being compared; null if nobody does. */
    static @Nullable String comparing(Entry entry, Plan plan, Workshop workshop) {
        if (plan.compare().atSwitch() == Comparing.AtSwitch.OFF) {
            return null;
        }
        try (Servers servers = workshop.servers(plan)) {
            servers.patience(PATIENCE);
            return comparing(servers, entry);
        }
    }

    private static @Nullable String comparing(Servers servers, Entry entry) {
        try {
            return servers.lockHolder(Snapshots.lockName(entry.name(), entry.passage()), UpgradeLock.Errand.SNAPSHOTS)
                    .map(holder -> "both servers are being compared as they were at the switch: " + holder)
                    .orElse(null);
        } catch (PostgresException e) {
            return "no outcome so far; whether it goes on is not known, for the target does not answer";
        }
    }

    private static @Nullable String holder(Servers servers, Entry entry) {
        try {
            return servers.lockHolder(entry.name(), UpgradeLock.Errand.WORK).orElse(null);
        } catch (PostgresException e) {
            return null;
        }
    }

    /** What an operator may do; a phase with work to do that nobody works on was interrupted, and can be resumed. */
    private static List<String> allowed(Entry entry, @Nullable String owner) {
        List<String> words = new ArrayList<>(
                Lifecycle.allowed(entry.stage()).stream().map(Signal::word).toList());
        if (entry.stage().phase().running() && owner == null) {
            words.remove(Signal.PAUSE.word());
            words.add(Signal.RESUME.word());
        }
        return words;
    }

    private static Status status(
            Entry entry,
            Journal journal,
            List<Status.Database> databases,
            @Nullable String owner,
            @Nullable String snapshots,
            List<String> around,
            @Nullable WayBack wayBack) {
        return new Status(
                entry.name(),
                entry.stage().phase(),
                entry.stage().of(),
                entry.step(),
                allowed(entry, owner),
                databases,
                around,
                wayBack,
                approval(entry, journal),
                lastSwitch(entry, journal, snapshots),
                entry.lastError(),
                owner,
                entry.pauseRequested(),
                entry.planPath(),
                entry.updatedAt(),
                null);
    }

    /** Waits from the moment a run was refused until somebody approves, or the upgrade got past it. */
    private static Status.@Nullable Approval approval(Entry entry, Journal journal) {
        Approved approved = journal.approved(entry.name()).orElse(null);
        EventEntry last = null;
        for (EventEntry event : journal.events(entry.name(), 0)) {
            boolean settles = List.of(Signal.REPLICATE.word(), Signal.SWITCH_OVER.word(), "approve", "replan")
                    .contains(event.kind());
            last = event.kind().equals(Permit.WAITS) ? event : settles ? null : last;
        }
        if (last == null) {
            return approved == null
                    ? null
                    : new Status.Approval(false, approved.digest(), approved.by(), approved.at(), List.of());
        }
        JsonNode detail = JSON.readTree(last.detail());
        List<String> differences = new ArrayList<>();
        detail.path("differences").forEach(one -> differences.add(one.asString()));
        return new Status.Approval(
                true,
                detail.path("digest").asString(),
                approved == null ? null : approved.by(),
                approved == null ? null : approved.at(),
                differences);
    }

    private static Status.@Nullable Switch lastSwitch(Entry entry, Journal journal, @Nullable String snapshots) {
        Status.Switch last = null;
        List<EventEntry> events = journal.events(entry.name(), 0);
        for (EventEntry event : events) {
            if (event.kind().equals(UpgradeEvent.Kind.FREEZE_ENDED.name())) {
                JsonNode detail = JSON.readTree(event.detail());
                String direction = detail.path("direction").asString();
                last = new Status.Switch(
                        detail.path("pauseMillis").asDouble(),
                        event.at(),
                        direction,
                        AtSwitch.of(event, events, entry.passage(), snapshots));
            }
        }
        return last;
    }

    static List<StepStatus> steps(Entry entry, Journal journal) {
        Phase phase = entry.stage().working();
        List<String> held = journal.held(entry.name());
        List<MoveEntry> moves = journal.moves(entry.name());
        List<StepStatus> steps = new ArrayList<>();
        for (Step step : Workflow.steps(phase)) {
            boolean done = moves.stream()
                    .anyMatch(move -> move.passage() == entry.passage()
                            && move.phase() == phase
                            && move.step().equals(step.name())
                            && move.key().isEmpty()
                            && move.state() == MoveState.DONE);
            boolean current = step.name().equals(entry.step());
            StepStatus.State state = done
                    ? StepStatus.State.DONE
                    : held.contains(step.name())
                            ? StepStatus.State.HELD
                            : !current
                                    ? StepStatus.State.PENDING
                                    : entry.stage().phase().running()
                                            ? StepStatus.State.RUNNING
                                            : StepStatus.State.INTERRUPTED;
            steps.add(new StepStatus(step.name(), state));
        }
        return steps;
    }
}
