package io.pgbaton.journal;

import static io.pgbaton.engine.Journal.MoveState.DONE;
import static io.pgbaton.engine.Journal.MoveState.FAILED;
import static io.pgbaton.engine.Journal.MoveState.INTENDED;
import static io.pgbaton.engine.Journal.MoveState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Journal.Approved;
import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.FencedException;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.postgres.KeyRange;
import io.pgbaton.postgres.TableName;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every control database owes the engine. A subclass says how one is opened. */
abstract class JournalContract {
    private static final String NAME = "orders-15-to-18";

    /** Opens the same control database again each time it is called, as another process would. */
    abstract Journal open();

    @Test
    void the_latest_approval_counts_and_all_stay_in_the_history() {
        Journal journal = open();
        journal.create("a", "p", "t", "d", List.of(), "anna");
        assertThat(journal.approved("a")).isEmpty();
        Approved first = new Approved("d1", "anna", Instant.parse("2026-03-01T12:00:00.000001Z"), "{\"x\":[]}");
        Approved second = new Approved("d2", "berta", Instant.parse("2026-03-01T12:00:01Z"), "{}");
        journal.approve("a", first, "p:1");
        assertThat(journal.approved("a")).contains(first);
        journal.approve("a", second, "p:1");
        assertThat(journal.approved("a")).contains(second);
        assertThat(journal.events("a", 0))
                .filteredOn(event -> event.kind().equals("approve"))
                .extracting(Journal.EventEntry::message)
                .containsExactly("anna approved d1", "berta approved d2");
    }

    @Test
    void what_is_acknowledged_on_the_way_is_kept_and_stays_in_the_history() {
        Journal journal = open();
        journal.create("a", "p", "t", "d", List.of(), "anna");
        journal.acknowledge("a", "t2", "d2", List.of("acknowledge[0].finding: (absent) → PF-O07"), "berta");
        assertThat(open().find("a")).hasValueSatisfying(entry -> {
            assertThat(entry.planText()).isEqualTo("t2");
            assertThat(entry.digest()).isEqualTo("d2");
        });
        assertThat(journal.events("a", 0))
                .extracting(EventEntry::kind, EventEntry::message)
                .contains(tuple("acknowledge", "acknowledge[0].finding: (absent) → PF-O07"));
        assertThatThrownBy(() -> journal.acknowledge("b", "t", "d", List.of(), "x"))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void an_upgrade_begins_planned_and_is_found_as_it_was_written() {
        Journal journal = open();
        Instant before = Instant.now();
        Entry entry = journal.create(
                NAME, "plans/orders.yaml", "name: orders\n# ' \" ü \n", "sha256:1", List.of("a", "b \"c\""), "anna");

        assertThat(journal.find(NAME)).contains(entry);
        assertThat(entry.name()).isEqualTo(NAME);
        assertThat(entry.planPath()).isEqualTo("plans/orders.yaml");
        assertThat(entry.planText()).isEqualTo("name: orders\n# ' \" ü \n");
        assertThat(entry.digest()).isEqualTo("sha256:1");
        assertThat(entry.databases()).containsExactly("a", "b \"c\"");
        assertThat(entry.stage()).isEqualTo(Stage.at(Phase.PLANNED));
        assertThat(entry.version()).isZero();
        assertThat(entry.epoch()).isZero();
        assertThat(entry.passage()).isZero();
        assertThat(entry.owner()).isNull();
        assertThat(entry.step()).isNull();
        assertThat(entry.lastError()).isNull();
        assertThat(entry.pauseRequested()).isFalse();
        assertThat(entry.createdAt()).isBetween(before.minusMillis(1), Instant.now());
        assertThat(entry.updatedAt()).isEqualTo(entry.createdAt());
        assertThat(journal.events(NAME, 0))
                .extracting(EventEntry::who, EventEntry::kind)
                .containsExactly(tuple("anna", "create"));
    }

    @Test
    void a_name_is_taken_once_only() {
        Journal journal = open();
        create(journal);
        assertThatThrownBy(() -> create(journal))
                .isInstanceOf(Journal.ExistsException.class)
                .hasMessageContaining(NAME);
        assertThat(journal.all()).hasSize(1);
        assertThat(journal.events(NAME, 0)).hasSize(1);
    }

    @Test
    void the_ranges_of_a_comparison_are_kept_replaced_and_forgotten() {
        Journal journal = open();
        create(journal);
        journal.keepCompared(NAME, "one", List.of(compared(1, false), compared(0, false)));
        journal.keepCompared(NAME, "one", List.of(compared(0, true)));
        assertThat(journal.keptCompared(NAME, "one")).containsExactly(compared(0, true), compared(1, false));
        assertThat(journal.keptCompared(NAME, "another")).isEmpty();
        journal.forgetCompared(NAME);
        assertThat(journal.keptCompared(NAME, "one")).isEmpty();
    }

    private static Journal.ComparedRange compared(int ordinal, boolean done) {
        return new Journal.ComparedRange(
                "a \"db\"",
                new TableName("Ünder", "t"),
                ordinal,
                new KeyRange(ordinal == 0 ? null : List.of("x", "1"), List.of("ü, \"", "2")),
                done,
                done ? 7 : 0,
                done ? List.of(List.of("a", "b")) : List.of(),
                Instant.ofEpochSecond(1_700_000_000L, 123_456_000));
    }

    @Test
    void all_upgrades_are_listed_the_newest_first() {
        Journal journal = open();
        for (String name : List.of("one", "two", "three")) {
            journal.create(name, "p", "t", "d", List.of(), "anna");
        }
        assertThat(journal.all()).extracting(Entry::name).containsExactly("three", "two", "one");
    }

    @Test
    void questions_about_an_unknown_upgrade_answer_with_nothing() {
        Journal journal = open();
        assertThat(journal.find("nobody")).isEmpty();
        assertThat(journal.all()).isEmpty();
        assertThat(journal.moves("nobody")).isEmpty();
        assertThat(journal.events("nobody", 0)).isEmpty();
        assertThat(journal.held("nobody")).isEmpty();
    }

    @TestFactory
    List<DynamicTest> a_write_about_an_unknown_upgrade_names_it() {
        Journal journal = open();
        Map<String, ThrowingCallable> writes = workingWrites(journal, entryOf("nobody"), 1, 1);
        writes.put("claim", () -> journal.claim("nobody", "A"));
        writes.put("append", () -> journal.append("nobody", Instant.now(), "A", "note", "m", "{}"));
        writes.put("requestPause", () -> journal.requestPause("nobody", true));
        writes.put("hold", () -> journal.hold("nobody", "s"));
        writes.put("release", () -> journal.release("nobody", "s"));
        writes.put("keepCompared", () -> journal.keepCompared("nobody", "c", List.of(compared(0, false))));
        return tests(
                writes,
                write -> assertThatThrownBy(write)
                        .isInstanceOf(NoSuchElementException.class)
                        .hasMessageContaining("nobody"));
    }

    @TestFactory
    List<DynamicTest> of_two_claimants_the_older_is_fenced_on_every_working_method() {
        Journal older = open();
        Journal newer = open();
        Entry entry = create(older);
        long first = older.claim(NAME, "host-a pid 1");
        long move = older.intend(NAME, first, 0, Phase.REPLICATING, "s", "k", "{}");
        long second = newer.claim(NAME, "host-b pid 2");
        assertThat(second).isGreaterThan(first);

        return tests(workingWrites(older, entry, first, move), write -> {
            Entry before = newer.find(NAME).orElseThrow();
            List<MoveEntry> moves = newer.moves(NAME);
            List<EventEntry> events = newer.events(NAME, 0);
            assertThatThrownBy(write).isInstanceOf(FencedException.class).hasMessageContaining("host-b pid 2");
            assertThat(newer.find(NAME)).contains(before);
            assertThat(newer.moves(NAME)).isEqualTo(moves);
            assertThat(newer.events(NAME, 0)).isEqualTo(events);
        });
    }

    @Test
    void a_claim_that_expects_another_one_fails_once_somebody_else_has_claimed() {
        Journal journal = open();
        create(journal);
        long watched = journal.claim(NAME, "A");
        long third = journal.claim(NAME, "B");
        assertThat(journal.claim(NAME, "watchdog of A", watched)).isEmpty();
        assertThat(journal.find(NAME).orElseThrow().owner()).isEqualTo("B");
        assertThat(journal.claim(NAME, "watchdog of B", third))
                .hasValueSatisfying(mine -> assertThat(mine).isGreaterThan(third));
        assertThatThrownBy(() -> journal.confirm(NAME, third)).isInstanceOf(Journal.FencedException.class);
    }

    @Test
    void the_newest_claimant_works_with_what_the_older_left() {
        Journal older = open();
        Journal newer = open();
        Entry entry = create(older);
        long first = older.claim(NAME, "A");
        long move = older.intend(NAME, first, 0, Phase.REPLICATING, "s", "k", "{}");
        long second = newer.claim(NAME, "B");
        newer.settle(NAME, second, move, DONE, null, null);
        newer.at(NAME, second, "s");
        Entry checked = newer.advance(entry, second, Signal.CHECK, Stage.at(Phase.CHECKED), "bert", null);
        assertThat(checked.owner()).isEqualTo("B");
        assertThat(checked.epoch()).isEqualTo(second);
        assertThat(newer.moves(NAME)).extracting(MoveEntry::state).containsExactly(DONE);
    }

    @Test
    void a_rehearsed_advance_leaves_nothing_behind() {
        Journal journal = open();
        Entry entry = create(journal);
        long epoch = journal.claim(NAME, "A");
        Entry before = journal.find(NAME).orElseThrow();
        int events = journal.events(NAME, 0).size();
        journal.rehearse(entry, epoch, Signal.CHECK, Stage.at(Phase.CHECKED), "anna");
        assertThat(journal.find(NAME)).contains(before);
        assertThat(journal.events(NAME, 0)).hasSize(events);
        assertThat(journal.advance(entry, epoch, Signal.CHECK, Stage.at(Phase.CHECKED), "anna", null)
                        .stage()
                        .phase())
                .isEqualTo(Phase.CHECKED);
    }

    @Test
    void a_stage_that_somebody_else_changed_is_not_changed_again() {
        Journal journal = open();
        Entry planned = create(journal);
        long epoch = journal.claim(NAME, "A");
        journal.advance(planned, epoch, Signal.CHECK, Stage.at(Phase.CHECKED), "anna", null);
        assertThatThrownBy(
                        () -> journal.advance(planned, epoch, Signal.ABANDON, Stage.at(Phase.ABANDONING), "anna", null))
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("PLANNED")
                .hasMessageContaining("CHECKED");
        assertThat(journal.find(NAME).orElseThrow().stage()).isEqualTo(Stage.at(Phase.CHECKED));
    }

    @Test
    void every_stage_of_the_lifecycle_can_be_written_and_read() {
        Journal journal = open();
        Entry entry = create(journal);
        long epoch = journal.claim(NAME, "A");
        for (var line : Lifecycle.TABLE) {
            Entry next = journal.advance(entry, epoch, line.signal(), line.to(), "anna", "e");
            assertThat(next.stage()).isEqualTo(line.to());
            assertThat(next.version()).isEqualTo(entry.version() + 1);
            assertThat(journal.find(NAME)).contains(next);
            entry = next;
        }
    }

    @Test
    void a_switch_and_its_handing_over_are_one_passage_and_every_other_running_phase_has_its_own() {
        Walk walk = new Walk(open());
        assertThat(walk.signal(Signal.CHECK).passage()).isZero();
        assertThat(walk.signal(Signal.REPLICATE).passage()).isEqualTo(1);
        assertThat(walk.signal(Signal.FAILED).passage()).isEqualTo(1);
        assertThat(walk.signal(Signal.RESUME).passage()).isEqualTo(1);
        assertThat(walk.signal(Signal.COMPLETED).passage()).isEqualTo(1);
        assertThat(walk.signal(Signal.SWITCH_OVER).passage()).isEqualTo(2);
        assertThat(walk.signal(Signal.BACKED_OUT).passage()).isEqualTo(2);
        assertThat(walk.signal(Signal.SWITCH_OVER).passage()).isEqualTo(3);
        assertThat(walk.signal(Signal.REROUTED).passage()).isEqualTo(3);
        assertThat(walk.signal(Signal.FAILED).passage()).isEqualTo(3);
        assertThat(walk.signal(Signal.RESUME).passage()).isEqualTo(3);
        assertThat(walk.signal(Signal.COMPLETED).passage()).isEqualTo(3);
        assertThat(walk.signal(Signal.SWITCH_BACK).passage()).isEqualTo(4);
        assertThat(walk.signal(Signal.REROUTED).passage()).isEqualTo(4);
        assertThat(walk.signal(Signal.COMPLETED).passage()).isEqualTo(4);
        assertThat(walk.signal(Signal.ABANDON).passage()).isEqualTo(5);
        assertThat(walk.signal(Signal.COMPLETED).passage()).isEqualTo(5);
    }

    @Test
    void an_error_is_kept_until_the_next_try() {
        Walk walk = new Walk(open());
        walk.signal(Signal.CHECK);
        walk.signal(Signal.REPLICATE);
        assertThat(walk.signal(Signal.FAILED, "no slot left").lastError()).isEqualTo("no slot left");
        assertThat(walk.signal(Signal.RESUME).lastError()).isNull();
        walk.signal(Signal.COMPLETED);
        walk.signal(Signal.SWITCH_OVER);
        assertThat(walk.signal(Signal.BACKED_OUT, "budget missed").lastError()).isEqualTo("budget missed");
        assertThat(walk.journal.find(NAME).orElseThrow().lastError()).isEqualTo("budget missed");
        assertThat(walk.signal(Signal.SWITCH_OVER).lastError()).isNull();
        walk.signal(Signal.FAILED, "again");
        assertThat(walk.signal(Signal.ABANDON).lastError()).isEqualTo("again");
    }

    @Test
    void a_step_is_remembered_by_an_interruption_and_its_resume_and_forgotten_by_the_next_phase() {
        Walk walk = new Walk(open());
        walk.signal(Signal.CHECK);
        walk.signal(Signal.REPLICATE);
        walk.journal.at(NAME, walk.epoch, "copy-schema");
        assertThat(walk.signal(Signal.PAUSE).step()).isEqualTo("copy-schema");
        assertThat(walk.signal(Signal.RESUME).step()).isEqualTo("copy-schema");
        assertThat(walk.signal(Signal.FAILED).step()).isEqualTo("copy-schema");
        assertThat(walk.signal(Signal.RESUME).step()).isEqualTo("copy-schema");
        assertThat(walk.signal(Signal.COMPLETED).step()).isNull();
        walk.journal.at(NAME, walk.epoch, "x");
        walk.journal.at(NAME, walk.epoch, null);
        assertThat(walk.journal.find(NAME).orElseThrow().step()).isNull();
    }

    @Test
    void a_request_for_a_pause_stays_until_it_is_met_or_taken_back_or_resumed() {
        Walk walk = new Walk(open());
        walk.signal(Signal.CHECK);
        walk.signal(Signal.REPLICATE);
        walk.journal.requestPause(NAME, true);
        assertThat(walk.pauseRequested()).isTrue();
        walk.journal.requestPause(NAME, false);
        assertThat(walk.pauseRequested()).isFalse();
        walk.journal.requestPause(NAME, true);
        walk.signal(Signal.PAUSE);
        assertThat(walk.pauseRequested()).isFalse();
        walk.signal(Signal.RESUME);
        walk.journal.requestPause(NAME, true);
        walk.signal(Signal.FAILED);
        assertThat(walk.pauseRequested()).isTrue();
        walk.signal(Signal.RESUME);
        assertThat(walk.pauseRequested()).isFalse();
    }

    @Test
    void the_history_tells_every_change_of_the_stage_and_what_was_appended() {
        Walk walk = new Walk(open());
        walk.signal(Signal.CHECK);
        walk.journal.append(NAME, Instant.now(), "engine", "step", "looked at 3 tables", "{\"tables\":3}");
        walk.signal(Signal.REPLICATE);
        walk.signal(Signal.FAILED, "no slot left");
        List<EventEntry> events = walk.journal.events(NAME, 0);
        assertThat(events)
                .extracting(EventEntry::kind)
                .containsExactly("create", "claim", "check", "step", "replicate", "failed");
        assertThat(events.get(3).detail()).isEqualTo("{\"tables\":3}");
        assertThat(events.get(5).message()).contains("REPLICATING", "STALLED in REPLICATING", "no slot left");
        assertThat(events.get(5).who()).isEqualTo("anna");
        assertThat(events).extracting(EventEntry::id).isSorted().doesNotHaveDuplicates();
        assertThat(walk.journal.events(NAME, events.get(3).id())).isEqualTo(events.subList(4, 6));
    }

    @Test
    void a_move_is_written_before_and_after_it_is_made() {
        Walk walk = new Walk(open());
        Instant before = Instant.now().minusMillis(1);
        long first = walk.intend(1, "create-publication");
        long second = walk.intend(1, "create-slot");
        assertThat(second).isGreaterThan(first);
        assertThat(walk.journal.moves(NAME)).extracting(MoveEntry::id).containsExactly(first, second);
        MoveEntry intended = walk.journal.moves(NAME).get(0);
        assertThat(intended.state()).isEqualTo(INTENDED);
        assertThat(intended.settledAt()).isNull();
        assertThat(intended.intendedAt()).isAfter(before);
        assertThat(intended.passage()).isEqualTo(1);
        assertThat(intended.phase()).isEqualTo(Phase.REPLICATING);
        assertThat(intended.step()).isEqualTo("create-publication");
        assertThat(intended.key()).isEqualTo("key of create-publication");
        assertThat(intended.work()).isEqualTo("{\"sql\":\"select 'ü'\"}");

        walk.settle(first, DONE);
        walk.journal.settle(NAME, walk.epoch, second, FAILED, "53400", "all replication slots are in use");
        List<MoveEntry> moves = walk.journal.moves(NAME);
        assertThat(moves.get(0).state()).isEqualTo(DONE);
        assertThat(moves.get(0).settledAt()).isNotNull();
        assertThat(moves.get(1).sqlState()).isEqualTo("53400");
        assertThat(moves.get(1).error()).isEqualTo("all replication slots are in use");
        walk.settle(first, UNDONE);
        assertThat(walk.journal.moves(NAME).get(0).state()).isEqualTo(UNDONE);
    }

    @Test
    void only_a_move_of_the_upgrade_can_be_settled_and_only_with_an_outcome() {
        Walk walk = new Walk(open());
        long move = walk.intend(1, "s");
        assertThatThrownBy(() -> walk.settle(move + 1, DONE)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> walk.settle(move, INTENDED)).isInstanceOf(IllegalArgumentException.class);
        walk.journal.create("other", "p", "t", "d", List.of(), "anna");
        long epoch = walk.journal.claim("other", "A");
        assertThatThrownBy(() -> walk.journal.settle("other", epoch, move, DONE, null, null))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void held_steps_are_kept_in_order_and_released_one_by_one() {
        Journal journal = open();
        create(journal);
        journal.hold(NAME, "drain");
        journal.hold(NAME, "analyze");
        journal.hold(NAME, "drain");
        assertThat(journal.held(NAME)).containsExactly("drain", "analyze");
        journal.release(NAME, "drain");
        journal.release(NAME, "drain");
        assertThat(open().held(NAME)).containsExactly("analyze");
    }

    @Test
    void databases_are_settled_once_they_are_known() {
        Walk walk = new Walk(open());
        walk.journal.databases(NAME, walk.epoch, List.of("app", "Ünï code"));
        assertThat(walk.journal.find(NAME).orElseThrow().databases()).containsExactly("app", "Ünï code");
    }

    @Test
    void everything_survives_a_reopen() {
        Walk walk = new Walk(open());
        walk.signal(Signal.CHECK);
        walk.settle(walk.intend(1, "s"), DONE);
        walk.journal.hold(NAME, "s");
        Journal again = open();
        assertThat(again.all()).isEqualTo(walk.journal.all());
        assertThat(again.moves(NAME)).isEqualTo(walk.journal.moves(NAME));
        assertThat(again.events(NAME, 0)).isEqualTo(walk.journal.events(NAME, 0));
        assertThat(again.held(NAME)).isEqualTo(walk.journal.held(NAME));
    }

    @Test
    void threads_of_several_processes_lose_no_write() throws Exception {
        List<Journal> processes = List.of(open(), open());
        create(processes.get(0));
        long epoch = processes.get(0).claim(NAME, "A");
        int threads = 8;
        int each = 50;
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Callable<Set<Long>>> work = IntStream.range(0, threads)
                .<Callable<Set<Long>>>mapToObj(thread -> () -> {
                    Journal journal = processes.get(thread % processes.size());
                    together.await(30, TimeUnit.SECONDS);
                    List<Long> moves = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        long move = journal.intend(NAME, epoch, 1, Phase.REPLICATING, "s", thread + "/" + i, "{}");
                        journal.append(NAME, Instant.now(), "A", "note", thread + "/" + i, "{}");
                        journal.settle(NAME, epoch, move, DONE, null, null);
                        moves.add(move);
                    }
                    return Set.copyOf(moves);
                })
                .toList();
        Set<Long> acknowledged = inParallel(work).stream().flatMap(Set::stream).collect(Collectors.toSet());
        assertThat(acknowledged).hasSize(threads * each);
        assertThat(processes.get(0).moves(NAME))
                .allMatch(move -> move.state() == DONE)
                .extracting(MoveEntry::id)
                .containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(processes.get(1).events(NAME, 0)).hasSize(2 + threads * each);
    }

    @Test
    void of_many_claimants_at_once_each_gets_its_own_epoch_and_only_the_last_works() throws Exception {
        List<Journal> processes = List.of(open(), open());
        create(processes.get(0));
        List<Callable<Long>> claims = IntStream.range(0, 16)
                .<Callable<Long>>mapToObj(i -> () -> processes.get(i % 2).claim(NAME, "process " + i))
                .toList();
        List<Long> epochs = inParallel(claims);
        assertThat(epochs).doesNotHaveDuplicates().hasSize(16);
        long newest = epochs.stream().mapToLong(Long::longValue).max().orElseThrow();
        for (long epoch : epochs) {
            ThrowingCallable write = () -> processes.get(0).at(NAME, epoch, "s");
            if (epoch == newest) {
                assertThat(catching(write)).isNull();
            } else {
                assertThat(catching(write)).isInstanceOf(FencedException.class);
            }
        }
    }

    private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static @Nullable Throwable catching(ThrowingCallable callable) {
        return org.assertj.core.api.Assertions.catchThrowable(callable);
    }

    private static Entry create(Journal journal) {
        return journal.create(NAME, "plans/orders.yaml", "name: orders", "sha256:1", List.of("orders"), "anna");
    }

    private static Entry entryOf(String name) {
        Instant now = Instant.EPOCH;
        return new Entry(
                name, "p", "t", "d", List.of(), Stage.at(Phase.PLANNED), 0, 0, null, 0, null, null, false, now, now);
    }

    /** Every method that only the working process may call. */
    private static Map<String, ThrowingCallable> workingWrites(Journal journal, Entry entry, long epoch, long move) {
        String name = entry.name();
        Map<String, ThrowingCallable> writes = new TreeMap<>();
        writes.put("databases", () -> journal.databases(name, epoch, List.of("x")));
        writes.put("advance", () -> journal.advance(entry, epoch, Signal.CHECK, Stage.at(Phase.CHECKED), "anna", null));
        writes.put("rehearse", () -> journal.rehearse(entry, epoch, Signal.CHECK, Stage.at(Phase.CHECKED), "anna"));
        writes.put("at", () -> journal.at(name, epoch, "s"));
        writes.put("intend", () -> journal.intend(name, epoch, 0, Phase.REPLICATING, "s", "k", "{}"));
        writes.put("settle", () -> journal.settle(name, epoch, move, DONE, null, null));
        writes.put("settle nothing", () -> journal.settle(name, epoch, List.of()));
        writes.put("intend nothing", () -> journal.intend(name, epoch, 0, List.of()));
        return writes;
    }

    private static List<DynamicTest> tests(
            Map<String, ThrowingCallable> writes, java.util.function.Consumer<ThrowingCallable> test) {
        return writes.entrySet().stream()
                .map(write -> DynamicTest.dynamicTest(write.getKey(), () -> test.accept(write.getValue())))
                .toList();
    }

    /** An upgrade that is led through the lifecycle. */
    private static final class Walk {
        final Journal journal;
        final long epoch;
        private Entry entry;

        Walk(Journal journal) {
            this.journal = journal;
            this.entry = create(journal);
            this.epoch = journal.claim(NAME, "A");
        }

        Entry signal(Signal signal) {
            return signal(signal, null);
        }

        Entry signal(Signal signal, @Nullable String error) {
            Stage to = Lifecycle.after(entry.stage(), signal).orElseThrow();
            entry = journal.advance(entry, epoch, signal, to, "anna", error);
            return entry;
        }

        boolean pauseRequested() {
            return journal.find(NAME).orElseThrow().pauseRequested();
        }

        long intend(long passage, String step) {
            return journal.intend(
                    NAME, epoch, passage, Phase.REPLICATING, step, "key of " + step, "{\"sql\":\"select 'ü'\"}");
        }

        void settle(long move, Journal.MoveState state) {
            journal.settle(NAME, epoch, move, state, null, null);
        }
    }
}
