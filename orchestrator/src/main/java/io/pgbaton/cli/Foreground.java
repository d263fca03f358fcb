package io.pgbaton.cli;

import io.pgbaton.cli.text.Screen;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.report.CheckPage;
import java.util.function.Function;

/** Works on an upgrade in this process, shows how it goes, and says how it ended. */
final class Foreground {
    private final Pgbaton pgbaton;
    private final boolean takeOver;

    Foreground(Pgbaton pgbaton, boolean takeOver) {
        this.pgbaton = pgbaton;
        this.takeOver = takeOver;
    }

    /** @param course which upgrade, how far; asked once the facade is there. Returns the exit code. */
    int work(Function<Upgrades, Course> course) {
        Screen screen = pgbaton.screen();
        try (RunView view = new RunView(screen, pgbaton.zone())) {
            Upgrades upgrades = pgbaton.upgrades(view);
            Course way = course.apply(upgrades);
            Goal goal = way.destination().goal();
            Outcome outcome = goal == null ? null : run(upgrades, view, way.name(), goal);
            view.close();
            if (outcome != null) {
                say(upgrades, way.name(), outcome);
            }
            String notice = way.destination().notice();
            boolean arrived = outcome == null || outcome.kind() == Outcome.Kind.DONE;
            if (notice != null && arrived) {
                screen.say(notice);
            }
            return outcome == null ? 0 : outcome.kind().exitCode();
        }
    }

    private Outcome run(Upgrades upgrades, RunView view, String name, Goal goal) {
        if (takeOver) {
            upgrades.takeOver(name);
        }
        view.follow(() -> upgrades.progress(name));
        Terminal.answers(upgrades.questions(), pgbaton.screen());
        try (Interrupt interrupt = Interrupt.watching(upgrades, name, pgbaton.screen()::complain)) {
            return upgrades.run(name, goal);
        }
    }

    private void say(Upgrades upgrades, String name, Outcome outcome) {
        Screen screen = pgbaton.screen();
        if (!outcome.findings().isEmpty()) {
            screen.say(Paper.shown(screen, CheckPage.inTheWay(outcome.findings())));
        }
        switch (outcome.kind()) {
            case DONE:
                screen.say(screen.green(outcome.message()));
                break;
            case PAUSED:
            case BACKED_OUT:
                screen.say(screen.yellow(outcome.message()));
                break;
            default:
                screen.complain(screen.red(outcome.message()));
        }
    }

    /** Which upgrade, and how far. */
    record Course(String name, Destination destination) {
        static Course to(String name, Goal goal) {
            return new Course(name, Destination.to(goal, name));
        }
    }
}
