package io.pgbaton.journal;

import io.pgbaton.engine.Journal;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The journal in a control database. A write of the working process is one statement that compares the epoch and does
 * its work at once, so that nobody can take over in between.
 */
public final class JdbcJournal implements Journal {
    private final JdbcClient client;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    /** Threads of this process queue here: a queue hands over at once, SQLite's busy handler sleeps and looks again. */
    private final ReentrantLock writing = new ReentrantLock();

    /** A journal in a database that {@link ControlDatabase} opened. */
    public JdbcJournal(DataSource database) {
        this(database, InstantSource.system());
    }

    JdbcJournal(DataSource database, InstantSource clock) {
        this.client = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.clock = clock;
    }

    @Override
    public Entry create(
            String name, String planPath, String planText, String digest, List<String> databases, String who) {
        return together(() -> {
            Entry entry = client.sql("""
                            INSERT INTO upgrade (name, plan_path, plan_text, digest, databases, phase, version, epoch,
                                                 passage, pause_requested, created_at, updated_at)
                            VALUES (:name, :path, :text, :digest, :databases, :phase, 0, 0, 0, 0, :now, :now)
                            ON CONFLICT (name) DO NOTHING
                            RETURNING *""")
                    .param("name", name)
                    .param("path", planPath)
                    .param("text", planText)
                    .param("digest", digest)
                    .param("databases", Rows.json(databases))
                    .param("phase", Phase.PLANNED.name())
                    .param("now", now())
                    .query(Rows::entry)
                    .optional()
                    .orElseThrow(() -> new ExistsException(name));
            insertEvent(name, who, "create", "created from " + planPath, Rows.json(Map.of("digest", digest)));
            return entry;
        });
    }

    @Override
    public void replan(
            String name, String planPath, String planText, String digest, List<String> databases, String who) {
        together(() -> {
            int changed = client.sql("""
                            UPDATE upgrade SET plan_path = :path, plan_text = :text, digest = :digest,
                                databases = :databases, updated_at = :now
                            WHERE name = :name AND phase IN ('PLANNED', 'CHECKED', 'ABANDONED')""")
                    .param("path", planPath)
                    .param("text", planText)
                    .param("digest", digest)
                    .param("databases", Rows.json(databases))
                    .param("now", now())
                    .param("name", name)
                    .update();
            if (changed == 0) {
                throw unknown(name);
            }
            return insertEvent(
                    name, who, "replan", "another plan from " + planPath, Rows.json(Map.of("digest", digest)));
        });
    }

    @Override
    public void acknowledge(String name, String planText, String digest, List<String> differences, String who) {
        together(() -> {
            int changed = client.sql(
                            "UPDATE upgrade SET plan_text = :text, digest = :digest, updated_at = :now WHERE name = :name")
                    .param("text", planText)
                    .param("digest", digest)
                    .param("now", now())
                    .param("name", name)
                    .update();
            if (changed == 0) {
                throw unknown(name);
            }
            return insertEvent(
                    name, who, "acknowledge", String.join("; ", differences), Rows.json(Map.of("digest", digest)));
        });
    }

    @Override
    public Optional<Entry> find(String name) {
        return ask(() -> client.sql("SELECT * FROM upgrade WHERE name = :name")
                .param("name", name)
                .query(Rows::entry)
                .optional());
    }

    @Override
    public List<Entry> all() {
        return ask(() -> client.sql("SELECT * FROM upgrade ORDER BY id DESC")
                .query(Rows::entry)
                .list());
    }

    @Override
    public void databases(String name, long epoch, List<String> databases) {
        change(name, epoch, "databases", Rows.json(databases));
    }

    @Override
    public long claim(String name, String owner) {
        return together(() -> {
            long epoch = client.sql("""
                            UPDATE upgrade SET epoch = epoch + 1, owner = :owner, updated_at = :now
                            WHERE name = :name
                            RETURNING epoch""")
                    .param("owner", owner)
                    .param("now", now())
                    .param("name", name)
                    .query(Long.class)
                    .optional()
                    .orElseThrow(() -> unknown(name));
            insertEvent(name, owner, "claim", owner + " took over", Rows.json(Map.of("epoch", epoch)));
            return epoch;
        });
    }

    @Override
    public Optional<Long> claim(String name, String owner, long expected) {
        // An Optional is the result, so that nothing claimed is one as well.
        return together(() -> {
            Optional<Long> epoch = client.sql("""
                            UPDATE upgrade SET epoch = epoch + 1, owner = :owner, updated_at = :now
                            WHERE name = :name AND epoch = :expected
                            RETURNING epoch""")
                    .param("owner", owner)
                    .param("now", now())
                    .param("name", name)
                    .param("expected", expected)
                    .query(Long.class)
                    .optional();
            epoch.ifPresent(
                    mine -> insertEvent(name, owner, "claim", owner + " took over", Rows.json(Map.of("epoch", mine))));
            return epoch;
        });
    }

    @Override
    public Entry advance(Entry from, long epoch, Signal signal, Stage to, String who, @Nullable String error) {
        return together(() -> advanced(from, epoch, signal, to, who, error));
    }

    @Override
    public void rehearse(Entry from, long epoch, Signal signal, Stage to, String who) {
        write(() -> transaction.execute(status -> {
            status.setRollbackOnly();
            return advanced(from, epoch, signal, to, who, null);
        }));
    }

    private Entry advanced(Entry from, long epoch, Signal signal, Stage to, String who, @Nullable String error) {
        Entry entry = client.sql("""
                        UPDATE upgrade
                        SET phase = :phase, phase_of = :of, version = version + 1, passage = passage + :passages,
                            step = CASE WHEN :keepStep = 1 THEN step END,
                            last_error = CASE WHEN :keepError = 1 THEN last_error ELSE :error END,
                            pause_requested = CASE WHEN :keepPause = 1 THEN pause_requested ELSE 0 END,
                            updated_at = :now
                        WHERE name = :name AND epoch = :epoch AND version = :version
                        RETURNING *""")
                .param("phase", to.phase().name())
                .param("of", to.of() == null ? null : to.of().name(), Types.VARCHAR)
                .param("passages", Bookkeeping.beginsPassage(signal, to) ? 1 : 0)
                .param("keepStep", Bookkeeping.keepsStep(signal, to) ? 1 : 0)
                .param("keepError", Bookkeeping.keepsError(signal) ? 1 : 0)
                .param("error", Bookkeeping.bringsError(signal) ? error : null, Types.VARCHAR)
                .param("keepPause", Bookkeeping.keepsPauseRequest(signal, to) ? 1 : 0)
                .param("now", now())
                .param("name", from.name())
                .param("epoch", epoch)
                .param("version", from.version())
                .query(Rows::entry)
                .optional()
                .orElseThrow(() -> refused(from, epoch));
        String message = from.stage() + " -> " + to + (error == null ? "" : ": " + error);
        insertEvent(from.name(), who, signal.word(), message, detail(from.stage(), entry, error));
        return entry;
    }

    private static String detail(Stage from, Entry entry, @Nullable String error) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("from", from.toString());
        detail.put("to", entry.stage().toString());
        detail.put("passage", entry.passage());
        if (error != null) {
            detail.put("error", error);
        }
        return Rows.json(detail);
    }

    @Override
    public void at(String name, long epoch, @Nullable String step) {
        change(name, epoch, "step", step);
    }

    /** Sets one text column of the upgrade; {@code column} is one of this class's words, never input. */
    private void change(String name, long epoch, String column, @Nullable String value) {
        StatementSpec update = client.sql("UPDATE upgrade SET " + column + " = :value, updated_at = :now"
                        + " WHERE name = :name AND epoch = :epoch")
                .param("value", value, Types.VARCHAR)
                .param("now", now())
                .param("name", name)
                .param("epoch", epoch);
        if (write(update::update) == 0) {
            throw refused(name, epoch);
        }
    }

    @Override
    public List<Long> intend(String name, long epoch, long passage, List<Intent> intents) {
        return together(() -> {
            lockConfirmed(name, epoch);
            return intents.stream()
                    .map(intent -> insertMove(name, passage, intent))
                    .toList();
        });
    }

    private long insertMove(String name, long passage, Intent intent) {
        return client.sql("""
                        INSERT INTO move (upgrade, passage, phase, step, key, work, state, intended_at)
                        VALUES (:name, :passage, :phase, :step, :key, :work, 'INTENDED', :now)
                        RETURNING id""")
                .param("name", name)
                .param("passage", passage)
                .param("phase", intent.phase().name())
                .param("step", intent.step())
                .param("key", intent.key())
                .param("work", intent.work())
                .param("now", now())
                .query(Long.class)
                .single();
    }

    @Override
    public void settle(String name, long epoch, List<Result> results) {
        if (results.stream().anyMatch(result -> result.state() == MoveState.INTENDED)) {
            throw new IllegalArgumentException("INTENDED is not an outcome; intend() writes it");
        }
        together(() -> {
            lockConfirmed(name, epoch);
            results.forEach(result -> updateMove(name, epoch, result));
            return results;
        });
    }

    private void updateMove(String name, long epoch, Result result) {
        int changed = client.sql("""
                        UPDATE move SET state = :state, sql_state = :sqlState, error = :error, found = :found,
                            settled_at = :now
                        WHERE id = :move AND upgrade = :name""")
                .param("state", result.state().name())
                .param("sqlState", result.sqlState(), Types.VARCHAR)
                .param("error", result.error(), Types.VARCHAR)
                .param("found", result.found(), Types.VARCHAR)
                .param("now", now())
                .param("move", result.move())
                .param("name", name)
                .update();
        if (changed == 0) {
            throw refused(name, epoch);
        }
    }

    /** Throws unless the epoch is the newest; within a transaction that has the write lock it stays so. */
    private void lockConfirmed(String name, long epoch) {
        client.sql("UPDATE upgrade SET updated_at = :now WHERE name = :name AND epoch = :epoch RETURNING epoch")
                .param("now", now())
                .param("name", name)
                .param("epoch", epoch)
                .query(Long.class)
                .optional()
                .orElseThrow(() -> refused(name, epoch));
    }

    @Override
    public List<MoveEntry> moves(String name) {
        return ask(() -> client.sql("SELECT * FROM move WHERE upgrade = :name ORDER BY id")
                .param("name", name)
                .query(Rows::move)
                .list());
    }

    @Override
    public List<MoveEntry> moves(String name, long passage) {
        return ask(() -> client.sql("SELECT * FROM move WHERE upgrade = :name AND passage = :passage ORDER BY id")
                .param("name", name)
                .param("passage", passage)
                .query(Rows::move)
                .list());
    }

    @Override
    public void append(String name, Instant at, String who, String kind, String message, String detail) {
        if (write(() -> insertEvent(name, at, who, kind, message, detail)) == 0) {
            throw unknown(name);
        }
    }

    private int insertEvent(String name, String who, String kind, String message, String detail) {
        return insertEvent(name, clock.instant(), who, kind, message, detail);
    }

    private int insertEvent(String name, Instant at, String who, String kind, String message, String detail) {
        return client.sql("""
                        INSERT INTO event (upgrade, at, who, kind, message, detail)
                        SELECT name, :at, :who, :kind, :message, :detail FROM upgrade WHERE name = :name""")
                .param("at", Rows.micros(at))
                .param("who", who)
                .param("kind", kind)
                .param("message", message)
                .param("detail", detail)
                .param("name", name)
                .update();
    }

    @Override
    public List<EventEntry> events(String name, long afterId) {
        return ask(() -> client.sql("SELECT * FROM event WHERE upgrade = :name AND id > :after ORDER BY id")
                .param("name", name)
                .param("after", afterId)
                .query(Rows::event)
                .list());
    }

    @Override
    public void approve(String name, Approved approved, String who) {
        together(() -> {
            client.sql(
                            "INSERT INTO approval (upgrade, digest, approved_by, at, sheet) VALUES (:name, :digest, :by, :at, :sheet)")
                    .param("name", name)
                    .param("digest", approved.digest())
                    .param("by", approved.by())
                    .param("at", Rows.micros(approved.at()))
                    .param("sheet", approved.sheet())
                    .update();
            return insertEvent(
                    name,
                    who,
                    "approve",
                    approved.by() + " approved " + approved.digest(),
                    Rows.json(Map.of("digest", approved.digest(), "by", approved.by())));
        });
    }

    @Override
    public Optional<Approved> approved(String name) {
        return ask(() -> client.sql("SELECT * FROM approval WHERE upgrade = :name ORDER BY id DESC LIMIT 1")
                .param("name", name)
                .query(Rows::approved)
                .optional());
    }

    @Override
    public void requestPause(String name, boolean wanted) {
        StatementSpec update = client.sql(
                        "UPDATE upgrade SET pause_requested = :wanted, updated_at = :now WHERE name = :name")
                .param("wanted", wanted ? 1 : 0)
                .param("now", now())
                .param("name", name);
        if (write(update::update) == 0) {
            throw unknown(name);
        }
    }

    @Override
    public void hold(String name, String step) {
        StatementSpec insert =
                client.sql("""
                        INSERT INTO held_step (upgrade, step, held_at)
                        SELECT name, :step, :now FROM upgrade WHERE name = :name
                        ON CONFLICT (upgrade, step) DO NOTHING""").param("step", step).param("now", now()).param("name", name);
        if (write(insert::update) == 0 && find(name).isEmpty()) {
            throw unknown(name);
        }
    }

    @Override
    public void release(String name, String step) {
        StatementSpec delete = client.sql("DELETE FROM held_step WHERE upgrade = :name AND step = :step")
                .param("name", name)
                .param("step", step);
        if (write(delete::update) == 0 && find(name).isEmpty()) {
            throw unknown(name);
        }
    }

    @Override
    public List<String> held(String name) {
        return ask(() -> client.sql("SELECT step FROM held_step WHERE upgrade = :name ORDER BY held_at, step")
                .param("name", name)
                .query(String.class)
                .list());
    }

    @Override
    public void keepCompared(String name, String comparison, List<ComparedRange> ranges) {
        together(() -> {
            for (ComparedRange range : ranges) {
                int kept = client.sql("""
                                INSERT INTO compared_range (upgrade, comparison, database, table_schema, table_name,
                                                            ordinal, bounds, done, row_count, suspects, at)
                                SELECT name, :comparison, :database, :schema, :table, :ordinal, :bounds, :done, :rows,
                                       :suspects, :at
                                FROM upgrade WHERE name = :name
                                ON CONFLICT (upgrade, database, table_schema, table_name, ordinal) DO UPDATE
                                SET comparison = excluded.comparison, bounds = excluded.bounds, done = excluded.done,
                                    row_count = excluded.row_count, suspects = excluded.suspects, at = excluded.at""")
                        .param("name", name)
                        .param("comparison", comparison)
                        .param("database", range.database())
                        .param("schema", range.table().schema())
                        .param("table", range.table().name())
                        .param("ordinal", range.ordinal())
                        .param("bounds", Rows.json(range.range()))
                        .param("done", range.done() ? 1 : 0)
                        .param("rows", range.rows())
                        .param("suspects", Rows.json(range.suspects()))
                        .param("at", Rows.micros(range.at()))
                        .update();
                if (kept == 0) {
                    throw unknown(name);
                }
            }
            return ranges.size();
        });
    }

    @Override
    public List<ComparedRange> keptCompared(String name, String comparison) {
        return ask(() -> client.sql("""
                        SELECT * FROM compared_range WHERE upgrade = :name AND comparison = :comparison
                        ORDER BY database, table_schema, table_name, ordinal""")
                .param("name", name)
                .param("comparison", comparison)
                .query(Rows::comparedRange)
                .list());
    }

    @Override
    public void forgetCompared(String name) {
        write(() -> client.sql("DELETE FROM compared_range WHERE upgrade = :name")
                .param("name", name)
                .update());
    }

    /** Why a write of the working process changed nothing. */
    private RuntimeException refused(String name, long epoch) {
        Optional<Entry> entry = find(name);
        if (entry.isEmpty()) {
            return unknown(name);
        }
        if (entry.get().epoch() != epoch) {
            return new FencedException("upgrade " + name + " was taken over by "
                    + entry.get().owner() + " (claim " + entry.get().epoch() + ", this process has claim " + epoch
                    + "); this process stops and changes nothing more");
        }
        return new NoSuchElementException("upgrade " + name + " has no such move in the journal");
    }

    private RuntimeException refused(Entry from, long epoch) {
        Optional<Entry> entry = find(from.name()).filter(found -> found.epoch() == epoch);
        if (entry.isEmpty()) {
            return refused(from.name(), epoch);
        }
        return new FencedException("upgrade " + from.name() + " is no longer " + from.stage() + " but "
                + entry.get().stage() + " (version " + entry.get().version() + ", expected " + from.version()
                + "); claimed by " + entry.get().owner());
    }

    private static NoSuchElementException unknown(String name) {
        return new NoSuchElementException("there is no upgrade named " + name + " in the journal");
    }

    private long now() {
        return Rows.micros(clock.instant());
    }

    /** Several statements in one transaction. */
    private <T> T together(Supplier<T> statements) {
        return write(() -> {
            T result = transaction.execute(status -> statements.get());
            if (result == null) {
                throw new IllegalStateException("a transaction of the journal has a result");
            }
            return result;
        });
    }

    private <T> T write(Supplier<T> statement) {
        writing.lock();
        try {
            return ask(statement);
        } finally {
            writing.unlock();
        }
    }

    private <T> T ask(Supplier<T> statement) {
        try {
            return statement.get();
        } catch (NestedRuntimeException e) {
            throw new UnavailableException(e.getMostSpecificCause().getMessage(), e);
        }
    }
}
