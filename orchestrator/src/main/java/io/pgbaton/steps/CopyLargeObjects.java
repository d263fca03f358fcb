package io.pgbaton.steps;

import io.pgbaton.postgres.Carried;
import io.pgbaton.postgres.LargeObjects;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies large objects while clients still work: all of them the first time, later on those that were written since. What is
 * written meanwhile is left to {@link CarryLeftovers} (DOMAIN PF-R21).
 */
public final class CopyLargeObjects implements Step {
    /** What the notes call it before the pause and in it. */
    private static final String WHAT = "large objects";

    private static final String FIRST = "copied";
    private static final String AGAIN = "copied again";

    private final Server from;
    private final String how;

    private CopyLargeObjects(Server from, String how) {
        this.from = from;
        this.how = how;
    }

    /** All of them, to a target that has none. */
    public static CopyLargeObjects first() {
        return new CopyLargeObjects(Server.SOURCE, FIRST);
    }

    /** What was written since, right before a pause. */
    public static CopyLargeObjects again(Server from) {
        return new CopyLargeObjects(from, AGAIN);
    }

    @Override
    public String name() {
        return "copy-large-objects";
    }

    /** From which transaction on large objects are new. */
    @Override
    public boolean carriesFigures() {
        return true;
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work =
                Work.intending("Copy large objects to the " + from.other().word());
        if (wanted(facts)) {
            facts.databases()
                    .forEach(database -> work.move(carry(facts, from, database, how)
                            .within(facts.plan().copy().timeout())));
        }
        return work.build();
    }

    static boolean wanted(Facts facts) {
        return CarryLeftovers.largeObjects(facts.plan());
    }

    static LargeObjects objects(Facts facts, Server from, String database) {
        return new LargeObjects(facts.plan().name(), new Place(from, database), new Place(from.other(), database));
    }

    /** @param how tells the copies before the pause from the one within */
    static Change carry(Facts facts, Server from, String database, String how) {
        LargeObjects objects = objects(facts, from, database);
        Carried notes = new Carried(facts.plan().name());
        String token = Streams.token(facts, how);
        String what = WHAT + " " + how;
        return Change.ensures(
                "carry the large objects of " + database,
                objects.to(),
                objects.carry(since(facts, objects)).then(notes.note(what, token)),
                notes.noted(objects.to(), what, token),
                how.equals(FIRST)
                        ? Undo.with(objects.clear())
                        : Undo.needless("they are carried anew by the next switch"));
    }

    private static @Nullable Long since(Facts facts, LargeObjects objects) {
        if (!facts.exists(objects.to())) {
            return null;
        }
        List<Row> there = facts.at(objects.to())
                .query(LargeObjects.ready(facts.plan().name(), objects.to()).sql());
        if (there.isEmpty()
                || !Boolean.TRUE.equals(
                        there.get(0).columns().values().iterator().next())) {
            return null;
        }
        List<Row> since = facts.at(objects.to()).query(objects.since());
        return since.isEmpty() ? null : (Long) since.get(0).number("since");
    }
}
