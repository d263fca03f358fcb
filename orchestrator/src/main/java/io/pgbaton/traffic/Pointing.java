package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends the entries elsewhere: in the file, which a restarted PgBouncer reads, and by RELOAD in the one that runs. */
final class Pointing {
    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

    private final Entries entries;
    private final PgBouncerFile file;
    private final AdminConsole console;
    private WholeFile.@Nullable Draft draft;
    private boolean unsettled;

    Pointing(Entries entries, PgBouncerFile file, AdminConsole console) {
        this.entries = entries;
        this.file = file;
        this.console = console;
    }

    /** Writes the new file beside the old one. */
    void prepare(Address address) {
        PgBouncerIni before = file.read();
        PgBouncerIni after = pointed(before, address);
        forget();
        if (!Arrays.equals(before.bytes(), after.bytes())) {
            draft = file.draft(before, after);
        }
    }

    /**
     * Replaces the file, reloads it, and looks whether the running process has it. Refuses entries that are neither at the
     * source nor at the target.
     *
     * @param deadline for the last answer
     * @param patience before it; what is waited for must have happened by then
     * @param held what is held back: a PgBouncer that was restarted meanwhile, and has forgotten it, holds it again
     */
    void apply(Address address, Deadline deadline, Deadline patience, Runnable stillOurs, List<String> held) {
        PgBouncerIni before = file.read();
        PgBouncerIni after = pointed(before, address);
        stillOurs.run();
        if (!Arrays.equals(before.bytes(), after.bytes())) {
            replace(before, after);
        }
        List<String> message = new ArrayList<>(Entries.commands("PAUSE", held));
        message.add("RELOAD");
        message.add(Entries.SHOW_DATABASES);
        List<Reply> replies = console.askAll(message, patience, stillOurs);
        Entries.obeyed(replies.get(held.size()), "RELOAD");
        List<PooledDatabase> served = entries.served(replies.get(held.size() + 1));
        if (!served.stream().allMatch(database -> database.isAt(address) && database.isHeld())) {
            awaitArrival(address, deadline, patience);
        }
    }

    private PgBouncerIni pointed(PgBouncerIni before, Address address) {
        for (String name : entries.planned()) {
            PgBouncerIni.Entry entry = entries.entry(before, name);
            if (!Entries.isAt(entry, entries.address(Server.SOURCE))
                    && !Entries.isAt(entry, entries.address(Server.TARGET))) {
                throw file.in(new TrafficException(PgBouncer.stranger(name, entry.host(), entry.port())));
            }
        }
        return before.pointing(entries.planned(), address);
    }

    private void replace(PgBouncerIni before, PgBouncerIni after) {
        WholeFile.Draft ready = draft != null && draft.holds(after.bytes()) ? draft : null;
        if (ready != null && ready.move(before.bytes())) {
            unsettled = true;
        } else {
            file.write(before, after);
        }
        forget();
    }

    /** Makes durable what was only seen by everybody so far: not in the pause. */
    void settle() {
        if (unsettled) {
            unsettled = false;
            file.settle();
        }
    }

    private void awaitArrival(Address address, Deadline deadline, Deadline patience) {
        await(
                patience,
                () -> entries.served(deadline).stream().allMatch(database -> database.isAt(address)),
                () -> file.name() + " says " + address
                        + ", but PgBouncer does not after RELOAD; see whether it uses this file (SHOW CONFIG, conffile)");
        await(
                patience,
                () -> departing(deadline) == 0,
                () -> "PgBouncer points at " + address
                        + ", but transactions still run where it pointed before; wait for their end and try again");
    }

    /** Server connections of an address that an entry no longer has: marked, and closed when their transaction ends. */
    private long departing(Deadline deadline) {
        Set<String> names = new LinkedHashSet<>();
        entries.served(deadline).forEach(database -> names.add(database.name()));
        return Entries.obeyed(console.ask("SHOW SERVERS", deadline), "SHOW SERVERS").rows().stream()
                .filter(row -> names.contains(row.get("database")) && "1".equals(row.get("close_needed")))
                .count();
    }

    private static void await(Deadline deadline, BooleanSupplier done, Supplier<String> otherwise) {
        while (!done.getAsBoolean()) {
            if (deadline.passed()) {
                throw new TrafficException(otherwise.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private void forget() {
        if (draft != null) {
            draft.close();
        }
        draft = null;
    }

    /** Leaves nothing beside the file. */
    void close() {
        forget();
        settle();
    }
}
