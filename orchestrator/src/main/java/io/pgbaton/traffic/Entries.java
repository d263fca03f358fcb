package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The plan's entries of PgBouncer's [databases]: as the file has them, and as the running process has them. */
final class Entries {
    static final String SHOW_DATABASES = "SHOW DATABASES";

    private final Plan plan;
    private final PgBouncerTraffic traffic;
    private final PgBouncerFile file;
    private final AdminConsole console;

    Entries(Plan plan, PgBouncerTraffic traffic, PgBouncerFile file, AdminConsole console) {
        this.plan = plan;
        this.traffic = traffic;
        this.file = file;
        this.console = console;
    }

    /** As PgBouncer reaches it. */
    Address address(Server server) {
        return server == Server.SOURCE ? traffic.sourceOf(plan) : traffic.targetOf(plan);
    }

    /** The names in the plan, where {@code *} stands for what has no entry of its own. */
    List<String> planned() {
        return traffic.databases();
    }

    /** An entry of the file's text. Throws {@link TrafficException} if it is absent or ambiguous. */
    PgBouncerIni.Entry entry(PgBouncerIni ini, String name) {
        try {
            return ini.entry(name);
        } catch (TrafficException e) {
            throw file.in(e);
        }
    }

    static boolean isAt(PgBouncerIni.Entry entry, Address address) {
        return PooledDatabase.same(entry.host(), entry.port(), address);
    }

    /** The plan's entries as PgBouncer has them now; of {@code *}, the databases it has been asked for so far. */
    List<PooledDatabase> served(Deadline deadline) {
        return served(console.ask(SHOW_DATABASES, deadline));
    }

    /** The same, of an answer to {@link #SHOW_DATABASES}. */
    List<PooledDatabase> served(Reply databases) {
        return Served.of(all(databases), traffic.databases(), this::named);
    }

    /** What to pause and resume. */
    List<String> names(Deadline deadline) {
        Set<String> names = new LinkedHashSet<>(traffic.databases());
        if (names.remove("*")) {
            served(deadline).forEach(database -> names.add(database.name()));
            // clients that come for the first time during the pause are held too
            plan.databases().names().stream()
                    .filter(name -> !named().contains(name))
                    .forEach(names::add);
        }
        return List.copyOf(names);
    }

    private Set<String> named() {
        return file.read().names();
    }

    static List<PooledDatabase> all(Reply databases) {
        return obeyed(databases, SHOW_DATABASES).rows().stream()
                .map(PooledDatabase::of)
                .toList();
    }

    /** The same reply. Throws {@link TrafficException} if the console refused. */
    static Reply obeyed(Reply reply, String command) {
        if (!reply.obeyed()) {
            throw new TrafficException("PgBouncer refused " + command + " (" + reply.error()
                    + "); see its log, and that the user is one of its admin_users");
        }
        return reply;
    }

    /** Identifiers of the console: bare ones have small letters, digits and underscores. */
    static String command(String verb, String name) {
        return verb + " " + (name.matches("[a-z0-9_]+") ? name : "\"" + name.replace("\"", "\"\"") + "\"");
    }

    static List<String> commands(String verb, List<String> names) {
        return names.stream().map(name -> command(verb, name)).toList();
    }
}
