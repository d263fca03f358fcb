package io.pgbaton.plan;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What must hold between the keys of one section. A part that had a problem of its own is missing and not judged again. */
final class CrossChecks {

    /** What does not hold, and the key to blame. */
    record Broken(String key, String text) {}

    private CrossChecks() {}

    /** Whether all holds; tells {@code found} what does not. */
    static boolean pass(Class<?> section, Map<String, @Nullable Object> parts, Consumer<Broken> found) {
        Broken broken = null;
        if (section == Plan.class) {
            broken = twoServers(parts.get("source"), parts.get("target"));
            if (broken == null) {
                broken = twice(parts.get("acknowledge"));
            }
            if (broken == null) {
                broken = decidedTwice(parts.get("tables"));
            }
            if (broken == null && parts.get("publication") == Publishing.ALL_TABLES) {
                broken = listed(parts.get("tables"), parts.get("extensionTables"));
            }
        } else if (section == Replication.class && parts.get("password") != null && parts.get("passfile") != null) {
            broken = new Broken("passfile", "there is a password and a passfile; keep one of them");
        } else if (section == FileTraffic.class && (parts.get("source") == null) != (parts.get("target") == null)) {
            String there = parts.get("source") == null ? "target" : "source";
            broken = new Broken(there, "source and target go together; give both, or neither");
        }
        if (section == TableDecision.class) {
            broken = indexNamed(parts);
        }
        if (section == Hook.class) {
            broken = oneWay(parts);
        }
        if (section == Switchover.class) {
            broken = patientProbe(parts.get("freezeBudget"), parts.get("probe"));
        }
        if (broken != null) {
            found.accept(broken);
        }
        return broken == null;
    }

    /** A probe that gives up before the pause may be over would count errors that no client sees. */
    private static @Nullable Broken patientProbe(@Nullable Object freezeBudget, @Nullable Object probe) {
        if (!(freezeBudget instanceof Duration) || !(probe instanceof LiveProbe)) {
            return null;
        }
        Duration patience = ((LiveProbe) probe).answerWithin();
        return patience.compareTo((Duration) freezeBudget) > 0
                ? null
                : new Broken(
                        "probe",
                        "answerWithin is " + DurationText.print(patience) + " and the pause may take "
                                + DurationText.print((Duration) freezeBudget)
                                + " (freezeBudget); let the probe wait longer than that");
    }

    private static @Nullable Broken oneWay(Map<String, @Nullable Object> parts) {
        if (!parts.keySet().containsAll(List.of("run", "webhook"))) {
            return null;
        }
        boolean run = parts.get("run") != null;
        boolean webhook = parts.get("webhook") != null;
        if (run == webhook) {
            return new Broken(run ? "webhook" : "on", "a hook has either run or webhook" + (run ? ", not both" : ""));
        }
        return run && parts.get("token") != null
                ? new Broken("token", "only a webhook has a token; a program gets no secret")
                : null;
    }

    private static @Nullable Broken twice(@Nullable Object acknowledged) {
        Set<Object> seen = new HashSet<>();
        for (Object one : acknowledged instanceof List<?> list ? list : List.of()) {
            if (one instanceof Acknowledgement it && !seen.add(it.finding())) {
                return new Broken("acknowledge", "'" + it.finding() + "' is named twice");
            }
        }
        return null;
    }

    private static @Nullable Broken decidedTwice(@Nullable Object tables) {
        Set<Object> seen = new HashSet<>();
        for (Object one : tables instanceof List<?> list ? list : List.of()) {
            if (one instanceof TableDecision it && !seen.add(it.table())) {
                return new Broken("tables", "'" + it.table() + "' is named twice");
            }
        }
        return null;
    }

    /** What is published cannot be carried beside replication, and allTables publishes every table there is (DOMAIN PF-E03). */
    private static @Nullable Broken listed(@Nullable Object tables, @Nullable Object extensionTables) {
        if (extensionTables == ExtensionTables.COPY) {
            return new Broken(
                    "extensionTables",
                    "copy needs publication: listed; allTables publishes the tables of extensions as well");
        }
        for (Object one : tables instanceof List<?> list ? list : List.of()) {
            if (one instanceof TableDecision it && it.by() == TableDecision.By.PAUSE) {
                return new Broken(
                        "tables",
                        "by: pause needs publication: listed; allTables publishes '" + it.table() + "' as well");
            }
        }
        return null;
    }

    private static @Nullable Broken indexNamed(Map<String, @Nullable Object> parts) {
        if (!parts.keySet().containsAll(List.of("by", "index"))) {
            return null;
        }
        boolean wanted = parts.get("by") == TableDecision.By.INDEX;
        boolean given = parts.get("index") != null;
        if (wanted == given) {
            return null;
        }
        return wanted
                ? new Broken("by", "by: index needs the name of the index; add index")
                : new Broken("index", "only by: index takes an index; remove it, or write by: index");
    }

    private static @Nullable Broken twoServers(@Nullable Object source, @Nullable Object target) {
        if (!(source instanceof Endpoint) || !(target instanceof Endpoint)) {
            return null;
        }
        Address old = ((Endpoint) source).address();
        Address fresh = ((Endpoint) target).address();
        boolean same = old.port() == fresh.port() && old.host().equalsIgnoreCase(fresh.host());
        return same
                ? new Broken("target", "source and target are both " + fresh + "; they must be two different servers")
                : null;
    }
}
