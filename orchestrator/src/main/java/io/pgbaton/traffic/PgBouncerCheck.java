package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks PgBouncer and its file, without changing either, what would keep clients from being moved. */
final class PgBouncerCheck {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    private final Plan plan;
    private final PgBouncerTraffic traffic;
    private final PgBouncerFile file;
    private final AdminConsole console;
    private final String at;
    private final List<Finding> findings = new ArrayList<>();

    PgBouncerCheck(Plan plan, PgBouncerTraffic traffic, PgBouncerFile file, AdminConsole console) {
        this.plan = plan;
        this.traffic = traffic;
        this.file = file;
        this.console = console;
        this.at = "pgbouncer " + Psql.address(traffic.console());
    }

    List<Finding> findings(Deadline deadline) {
        PgBouncerIni ini = readFile();
        try {
            checkConsole(ini, deadline);
        } catch (TrafficException e) {
            block(
                    TrafficChecks.CONSOLE,
                    at,
                    e.getMessage(),
                    "let user " + traffic.console().user()
                            + " log in to the database pgbouncer, name it in admin_users, RELOAD");
        }
        return List.copyOf(findings);
    }

    private @Nullable PgBouncerIni readFile() {
        try {
            PgBouncerIni ini = file.read();
            if (!file.writable()) {
                block(
                        TrafficChecks.FILE_READ_ONLY,
                        traffic.configFile(),
                        "the file cannot be written by this user, so clients could not be sent to another server",
                        "let this user write the file or its directory");
            }
            traffic.databases().forEach(name -> checkEntry(ini, name));
            return ini;
        } catch (TrafficException e) {
            block(
                    TrafficChecks.FILE_UNREADABLE,
                    traffic.configFile(),
                    e.getMessage(),
                    "name a readable file of PgBouncer in traffic.configFile");
            return null;
        }
    }

    private void checkEntry(PgBouncerIni ini, String name) {
        try {
            PgBouncerIni.Entry entry = ini.entry(name);
            if (entry.host().isEmpty()) {
                block(
                        TrafficChecks.ENTRY_ELSEWHERE,
                        name,
                        "the entry has no host=: PgBouncer takes a Unix socket",
                        "write host= and port= of the source into the entry, or name other entries in traffic.databases");
            }
        } catch (TrafficException e) {
            block(
                    TrafficChecks.ENTRY_UNWRITTEN,
                    name,
                    file.in(e).getMessage(),
                    "correct [databases] or traffic.databases");
        }
    }

    private void checkConsole(@Nullable PgBouncerIni ini, Deadline deadline) {
        Map<String, String> config = config(deadline);
        checkAdmin(config);
        checkConffile(config);
        checkVersion(config, deadline);
        checkHolding(config);
        checkAlone(config);
        List<PooledDatabase> all = Entries.all(console.ask(Entries.SHOW_DATABASES, deadline));
        Set<String> named = ini == null ? Set.of() : ini.names();
        for (String entry : traffic.databases()) {
            try {
                Served.of(all, List.of(entry), () -> named).forEach(database -> checkServed(database, config, ini));
            } catch (TrafficException e) {
                block(
                        TrafficChecks.ENTRY_UNSERVED,
                        entry,
                        e.getMessage(),
                        "correct [databases] or traffic.databases, and RELOAD");
            }
        }
        checkUsers(deadline);
        checkHolders(deadline);
        checkCovered(all, named);
        if (traffic.sourceOf(plan).equals(traffic.targetOf(plan))) {
            block(
                    TrafficChecks.ENTRY_ELSEWHERE,
                    at,
                    "source and target have the same address for PgBouncer",
                    "correct traffic.source or traffic.target");
        }
    }

    private Map<String, String> config(Deadline deadline) {
        Map<String, String> config = new HashMap<>();
        Entries.obeyed(console.ask("SHOW CONFIG", deadline), "SHOW CONFIG")
                .rows()
                .forEach(row -> config.put(row.getOrDefault("key", ""), row.getOrDefault("value", "")));
        return config;
    }

    /** Users of stats_users are let in as well, but may only look. */
    private void checkAdmin(Map<String, String> config) {
        String user = traffic.console().user();
        boolean admin = Arrays.stream(config.getOrDefault("admin_users", user).split("[,\\s]+"))
                .anyMatch(user::equals);
        if (!admin && !"any".equals(config.get("auth_type"))) {
            block(
                    TrafficChecks.CONSOLE,
                    at,
                    "user " + user + " may look at the console but not give orders",
                    "add it to admin_users in PgBouncer's file and RELOAD");
        }
    }

    private void checkConffile(Map<String, String> config) {
        String conffile = config.getOrDefault("conffile", "");
        try {
            if (conffile.isEmpty() || Files.isSameFile(Path.of(conffile), Path.of(traffic.configFile()))) {
                return;
            }
        } catch (java.io.IOException e) {
            // not here, or not ours to look at: PgBouncer may see the file under another name
        }
        findings.add(new Finding(
                TrafficChecks.OTHER_FILE,
                at,
                "PgBouncer says that its file is " + conffile + ", the plan says " + traffic.configFile()
                        + "; they must be one file, or one must include the other"));
    }

    /** The first minor of 1 that remembers every parameter which servers report; seen with 1.26.1, not with 1.24.1. */
    private static final int REMEMBERS_PARAMETERS = 26;

    private void checkVersion(Map<String, String> config, Deadline deadline) {
        String version = Entries.obeyed(console.ask("SHOW VERSION", deadline), "SHOW VERSION").rows().stream()
                .map(row -> row.getOrDefault("version", ""))
                .findFirst()
                .orElse("");
        Matcher number = VERSION.matcher(version);
        boolean known = number.find();
        boolean old = known
                && (number.group(1).equals("0")
                        || number.group(1).equals("1") && Integer.parseInt(number.group(2)) < 21);
        if (known && number.group(1).equals("1") && Integer.parseInt(number.group(2)) >= REMEMBERS_PARAMETERS) {
            findings.add(
                    new Finding(
                            TrafficChecks.REMEMBERED_PARAMETERS,
                            at,
                            version
                                    + " remembers what a newer server reported and sets it on an older one: after a switch back from"
                                    + " 16 or later to 15 or earlier, clients that logged in meanwhile and new ones fail with \"invalid"
                                    + " server parameter\" (scram_iterations) until KILL and RESUME of the database in its console"));
            findings.add(new Finding(
                    TrafficChecks.REMEMBERED_READ_ONLY,
                    at,
                    version
                            + " remembers default_transaction_read_only for each client and sets it on whatever server the client"
                            + " gets: clients of another PgBouncer like this, which is not paused, write on a fenced server if"
                            + " they logged in before the fence; point it elsewhere or stop it for the switchover. And a client"
                            + " that logs in to a fenced server stays read-only until it logs in again"));
        }
        if (old || "0".equals(config.getOrDefault("max_prepared_statements", "0"))) {
            findings.add(
                    new Finding(
                            TrafficChecks.NAMED_STATEMENTS,
                            at,
                            (version.isEmpty() ? "this PgBouncer" : version)
                                    + (old ? "" : " with max_prepared_statements=0")
                                    + " does not prepare named statements again on another server: clients that use them in transaction"
                                    + " pooling fail with or without an upgrade (from 1.21 on, max_prepared_statements > 0 mends it)"));
        }
    }

    /** A client that waits longer than query_wait_timeout is disconnected, which it sees as an error. */
    private void checkHolding(Map<String, String> config) {
        Duration budget = plan.switchover().freezeBudget();
        double seconds = number(config.getOrDefault("query_wait_timeout", "0"));
        if (seconds > 0 && seconds * 1000 <= budget.toMillis()) {
            findings.add(new Finding(
                    TrafficChecks.WAIT_TIMEOUT,
                    at,
                    "clients are disconnected after query_wait_timeout=" + config.get("query_wait_timeout")
                            + " s of waiting, and the pause may take " + budget.toMillis() + " ms",
                    "raise query_wait_timeout above switchover.freezeBudget and RELOAD"));
        }
    }

    /** Processes that share a port are one address and several consoles: an order reaches one of them. */
    private void checkAlone(Map<String, String> config) {
        if ("1".equals(config.get("so_reuseport"))) {
            findings.add(new Finding(
                    TrafficChecks.SHARED_PORT,
                    at,
                    "so_reuseport=1: where several PgBouncers share this port, one alone would pause and move its clients",
                    "stop the others for the switchover, or acknowledge it if there is one process only"));
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void checkServed(PooledDatabase database, Map<String, String> config, @Nullable PgBouncerIni ini) {
        checkPlace(database);
        checkLoaded(database, ini);
        String mode = database.poolMode().isEmpty() ? config.getOrDefault("pool_mode", "") : database.poolMode();
        if (mode.equals("session")) {
            session(database.name(), "the entry is pooled by session");
        }
        List<String> databases = plan.databases().names();
        if (!plan.databases().all() && !databases.contains(database.database())) {
            block(
                    TrafficChecks.ENTRY_OF_OTHERS,
                    database.name(),
                    "the entry serves database " + database.database()
                            + ", which the plan does not move: its clients would be" + " sent to a server without it",
                    "add the database to databases of the plan, or take the entry out of traffic.databases");
        }
    }

    private void checkPlace(PooledDatabase database) {
        Address source = traffic.sourceOf(plan);
        Address target = traffic.targetOf(plan);
        if (database.isAt(source)) {
            return;
        }
        boolean moved = database.isAt(target);
        block(
                TrafficChecks.ENTRY_ELSEWHERE,
                database.name(),
                moved
                        ? "the entry points at the target (" + target + ") already"
                        : PgBouncer.stranger(database.name(), database.host(), database.port()),
                "point the entry at the source (" + source + ") and RELOAD"
                        + (moved ? "" : ", or correct traffic.source"));
    }

    private void checkLoaded(PooledDatabase database, @Nullable PgBouncerIni ini) {
        if (ini == null || !ini.names().contains(database.name())) {
            return;
        }
        try {
            PgBouncerIni.Entry entry = ini.entry(database.name());
            if (!entry.host().equals(database.host()) || !entry.port().equals(database.port())) {
                block(
                        TrafficChecks.ENTRY_NOT_LOADED,
                        database.name(),
                        "the file says host=" + entry.host() + " port=" + entry.port() + ", the running PgBouncer host="
                                + database.host() + " port=" + database.port(),
                        "RELOAD PgBouncer, or name the file that it uses in traffic.configFile");
            }
        } catch (TrafficException e) {
            // told by checkEntry already
        }
    }

    private void checkUsers(Deadline deadline) {
        Reply users = console.ask("SHOW USERS", deadline);
        users.rows().stream()
                .filter(row -> "session".equals(row.get("pool_mode")))
                .forEach(row -> session("user " + row.get("name"), "the user is pooled by session"));
    }

    /** What would make the pause miss its tries if it stood there then; long before a switch, a hint at what to look for. */
    private void checkHolders(Deadline deadline) {
        List<Reply> replies = console.askAll(Holders.QUESTIONS, deadline);
        Holders holders = Holders.of(replies.get(0), replies.get(1), traffic.databases())
                .quietFor(traffic.pauseTry().plus(Holders.ROUNDING));
        if (!holders.isEmpty()) {
            findings.add(new Finding(
                    TrafficChecks.HOLDERS,
                    at,
                    "a client holds a server connection for longer than a try of the pause (traffic.pauseTry="
                            + traffic.pauseTry().toMillis()
                            + " ms), in a transaction or, pooled by session, without one: "
                            + holders.text() + "; a pause would be in vain as long as it does"));
        }
    }

    private void session(String subject, String what) {
        findings.add(new Finding(
                TrafficChecks.SESSION_POOLING,
                subject,
                what + ": PAUSE waits until the clients have left, which pools of applications never do (D-P01)",
                "set pool_mode=transaction if the clients can live with it, or stop the clients for the switchover"));
    }

    private void checkCovered(List<PooledDatabase> all, Set<String> named) {
        List<String> served = traffic.databases().contains("*")
                ? plan.databases().names()
                : all.stream()
                        .filter(database -> traffic.databases().contains(database.name()))
                        .map(PooledDatabase::database)
                        .toList();
        plan.databases().names().stream()
                .filter(name -> !served.contains(name))
                .forEach(name -> findings.add(new Finding(
                        TrafficChecks.NOT_COVERED,
                        name,
                        "no entry of traffic.databases leads to this database: its clients are not moved")));
    }

    private void block(Check check, String subject, String message, String remedy) {
        findings.add(new Finding(check, subject, message, remedy));
    }
}
