package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A database's schema as texts that are the same on every major where the objects are alike: what replication or an application
 * could notice (DOMAIN A.9). It never comes from pg_dump, which writes the same object in other words in another major.
 */
public final class SchemaFingerprint {
    /** Beyond this, a definition is cut to where it differs. */
    private static final int SHOWN = 90;

    /** The question whose rows it is made of, in {@code sql/}; its parameter is a schema that is left out. */
    public static final String QUESTION = "schema-objects";

    private final Map<String, Thing> things;

    private SchemaFingerprint(Map<String, Thing> things) {
        this.things = things;
    }

    /** @param partOf the object without which it cannot be, as kind and name; null for none */
    private record Thing(
            SchemaKind kind,
            String word,
            String object,
            @Nullable String partOf,
            String definition) {}

    /** Reads the schema of a database, but for the marker's; throws {@link PostgresException}. */
    public static SchemaFingerprint of(Catalog catalog, Marker marker) {
        return of(catalog.ask(QUESTION, marker.schema()));
    }

    /** From the rows of its question. */
    public static SchemaFingerprint of(List<Row> rows) {
        Map<String, Thing> things = new LinkedHashMap<>();
        for (Row row : rows) {
            String word = row.text("kind");
            String object = row.text("object");
            things.put(
                    word + " " + object,
                    new Thing(SchemaKind.of(word), word, object, row.maybe("part_of"), row.text("definition")));
        }
        return new SchemaFingerprint(things);
    }

    /** How many objects it has. */
    public int size() {
        return things.size();
    }

    /** The same without what is loaded after the rows: indexes, foreign keys, triggers and the like. */
    public SchemaFingerprint beforeData() {
        Map<String, Thing> kept = new LinkedHashMap<>();
        things.forEach((name, thing) -> {
            if (thing.kind.beforeData()) {
                kept.put(name, thing);
            }
        });
        return new SchemaFingerprint(kept);
    }

    /**
     * What is not alike in the other database, in the order of kinds and names. An object that is on one side alone stands for
     * all of its parts.
     *
     * @param here which server this one was read from
     * @param publisher the server whose changes the other one follows: it decides in which order a change is made
     */
    public List<Drift> drift(Server here, SchemaFingerprint other, Server publisher) {
        Map<String, Thing> all = new HashMap<>(other.things);
        all.putAll(things);
        TreeSet<Thing> drifted = new TreeSet<>(
                Comparator.comparing(Thing::kind).thenComparing(Thing::word).thenComparing(Thing::object));
        all.forEach((name, thing) -> {
            if (!alike(name, other) && !partOfMissing(thing, all, other)) {
                drifted.add(thing);
            }
        });
        List<Drift> drift = new ArrayList<>();
        for (Thing thing : drifted) {
            String name = thing.word + " " + thing.object;
            Thing mine = things.get(name);
            Thing its = other.things.get(name);
            drift.add(new Drift(
                    thing.word,
                    thing.object,
                    what(here, mine, its),
                    remedy(thing, here, mine == null, its == null, publisher)));
        }
        return drift;
    }

    private boolean alike(String name, SchemaFingerprint other) {
        Thing mine = things.get(name);
        Thing its = other.things.get(name);
        return mine != null && its != null && mine.definition.equals(its.definition);
    }

    private boolean partOfMissing(Thing thing, Map<String, Thing> all, SchemaFingerprint other) {
        String whole = thing.partOf;
        // a sequence may own nothing and be owned by nobody; the chain is short and ends
        while (whole != null && all.containsKey(whole)) {
            if (!things.containsKey(whole) || !other.things.containsKey(whole)) {
                return true;
            }
            whole = all.get(whole).partOf;
        }
        return false;
    }

    private static String what(Server here, @Nullable Thing mine, @Nullable Thing its) {
        Server there = here.other();
        if (mine == null || its == null) {
            Server only = mine == null ? there : here;
            Thing thing = mine == null ? its : mine;
            String shown = thing == null ? "" : cut(thing.definition, 0);
            return "on the " + only.word() + " alone" + (shown.isEmpty() ? "" : " (" + shown + ")");
        }
        int from = firstDifference(mine.definition, its.definition);
        return cut(mine.definition, from) + " on the " + here.word() + ", " + cut(its.definition, from) + " on the "
                + there.word();
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String cut(String text, int difference) {
        if (text.length() <= SHOWN) {
            return text.isEmpty() ? "" : text.strip();
        }
        int from = Math.max(0, Math.min(difference - SHOWN / 3, text.length() - SHOWN));
        int to = Math.min(text.length(), from + SHOWN);
        return (from == 0 ? "" : "…") + text.substring(from, to).strip() + (to == text.length() ? "" : "…");
    }

    private static String remedy(Thing thing, Server here, boolean notHere, boolean notThere, Server publisher) {
        Server subscriber = publisher.other();
        String first = !notHere && !notThere
                ? "make both servers say the same"
                : (notHere == (here == publisher))
                        ? "make it on the " + publisher.word() + " as well, or drop it on the " + subscriber.word()
                        : "make it on the " + subscriber.word() + " as well, or drop it on the " + publisher.word();
        return first + "; " + thing.kind.order(publisher);
    }
}
