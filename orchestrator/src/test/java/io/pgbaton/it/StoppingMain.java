package io.pgbaton.it;

import io.pgbaton.cli.Assembly;
import io.pgbaton.cli.JavaCommand;
import io.pgbaton.cli.SpawnedWatchdog;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Watchdog;
import io.pgbaton.engine.Workshop;
import io.pgbaton.journal.ControlDatabase;
import io.pgbaton.journal.JdbcJournal;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.UpgradeLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * The product in a process of its own, which says where it is and stands still there: {@code STOPPED point}, at the first
 * point that is not yet in a file of visited ones and matches a pattern. It goes on, without another stop, when it reads a
 * line. Points are the events before and after every move, and every wait.
 *
 * <p>Words: the control database, the upgrade, the goal, the directory of the client programs, the file of visited points,
 * the pattern. It begins when it reads its first line.
 */
final class StoppingMain {
    private static final Set<UpgradeEvent.Kind> BETWEEN = Set.of(
            UpgradeEvent.Kind.STEP_STARTED,
            UpgradeEvent.Kind.STEP_DONE,
            UpgradeEvent.Kind.FREEZE_ENDED,
            UpgradeEvent.Kind.FAILED,
            UpgradeEvent.Kind.NOTE,
            UpgradeEvent.Kind.HOOK,
            UpgradeEvent.Kind.SEEN);

    /** The system property that says whether somebody watches. */
    static final String WATCHED = "pgbaton.watched";

    private final Path visitedFile;
    private final Set<String> visited;
    private final Pattern pattern;
    private final BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private boolean free;

    private StoppingMain(Path visitedFile, String pattern) throws IOException {
        this.visitedFile = visitedFile;
        this.visited = new HashSet<>(Files.readAllLines(visitedFile));
        this.pattern = Pattern.compile(pattern);
    }

    public static void main(String[] words) throws IOException {
        StoppingMain main = new StoppingMain(Path.of(words[4]), words[5]);
        Journal journal = new JdbcJournal(ControlDatabase.open(Path.of(words[0])));
        String who = "stopping:" + ProcessHandle.current().pid();
        Workshop workshop = Boolean.getBoolean(WATCHED)
                ? Rig.workshop(Path.of(words[3]), who, watchdogs(Path.of(words[0])))
                : Rig.workshop(Path.of(words[3]), who);
        Upgrades upgrades = Rig.assemble(journal, workshop, who, main::hear);
        journal.find(words[1]);
        main.orders.readLine();
        main.visited.addAll(Files.readAllLines(main.visitedFile));
        try {
            Outcome outcome = upgrades.run(words[1], Goal.valueOf(words[2]));
            say("ENDED " + outcome.kind() + " " + outcome.message());
        } catch (UpgradeLock.HeldException e) {
            say("HELD " + e.getMessage());
        } catch (RuntimeException e) {
            say("THROWN " + e);
            e.printStackTrace();
        }
        System.exit(0);
    }

    private static BiFunction<Plan, Long, Watchdog> watchdogs(Path control) {
        Assembly.Settings settings = new Assembly.Settings(control, false, "");
        return (plan, claim) -> new SpawnedWatchdog(JavaCommand.of("io.pgbaton.Application"), settings, plan, claim);
    }

    private static void say(String line) {
        System.out.println(line.replace('\n', ' '));
        System.out.flush();
    }

    private synchronized void hear(UpgradeEvent event) {
        String point = pointOf(event);
        if (free || BETWEEN.contains(event.kind()) || !pattern.matcher(point).find() || !visited.add(point)) {
            return;
        }
        try {
            Files.writeString(visitedFile, point + "\n", StandardOpenOption.APPEND);
            say("STOPPED " + point);
            orders.readLine();
            free = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said of a wait, and why a switch was backed out, changes from time to time. */
    private static String pointOf(UpgradeEvent event) {
        String message = event.kind() == UpgradeEvent.Kind.BACKED_OUT ? "" : event.message();
        int found = event.kind() == UpgradeEvent.Kind.WAITING ? message.indexOf(':') : -1;
        return event.phase() + " " + event.step() + " " + event.kind() + " "
                + (found < 0 ? message : message.substring(0, found)).replace('\n', ' ');
    }
}
