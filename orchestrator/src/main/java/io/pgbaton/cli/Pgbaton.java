package io.pgbaton.cli;

import io.pgbaton.cli.text.Screen;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: what all commands share, and the list of them. */
@Command(
        name = "pgbaton",
        description = "Hands a live PostgreSQL database from one major version to the next without stopping it.",
        mixinStandardHelpOptions = true,
        versionProvider = Pgbaton.Version.class,
        scope = ScopeType.INHERIT,
        subcommands = {
            CheckCommand.class,
            DryRunCommand.class,
            ApproveCommand.class,
            RunCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            SwitchOverCommand.class,
            SwitchBackCommand.class,
            FinishCommand.class,
            AbandonCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            WatchCommand.class,
            PlanCommand.class,
            ServeCommand.class,
            WatchdogCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Pgbaton {
    private static final int WIDTH = 100;

    private final Assembly assembly;
    private final Screen screen;
    private final ZoneId zone;
    private final Map<String, String> environment;

    @Option(
            names = "--control",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The control database (default: pgbaton/control.db under $XDG_STATE_HOME or ~/.local/state).")
    private @Nullable Path control;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log to the standard error; show where a failure came from.")
    private boolean verbose;

    private Pgbaton(Assembly assembly, Screen screen, ZoneId zone, Map<String, String> environment) {
        this.assembly = assembly;
        this.screen = screen;
        this.zone = zone;
        this.environment = environment;
    }

    /** Carries out one command and returns its exit code. */
    public static int execute(
            Assembly assembly, Screen screen, ZoneId zone, Map<String, String> environment, String... words) {
        CommandLine line = commandLine(assembly, screen, zone, environment);
        Pgbaton pgbaton = line.getCommand();
        try {
            return line.execute(words);
        } finally {
            pgbaton.assembly.close();
        }
    }

    /** The commands and what they know of themselves. */
    static CommandLine commandLine(Assembly assembly, Screen screen, ZoneId zone, Map<String, String> environment) {
        Pgbaton pgbaton = new Pgbaton(assembly, screen, zone, environment);
        CommandLine line = new CommandLine(pgbaton);
        line.setOut(new PrintWriter(screen.out(), true));
        line.setErr(new PrintWriter(screen.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                screen.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((failure, at, parsed) -> pgbaton.failed(failure));
        line.setUsageHelpWidth(WIDTH);
        line.getCommandSpec().usageMessage().footer(footer());
        return line;
    }

    private static String[] footer() {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Examples:",
                "  pgbaton plan new > orders.yaml         write a plan, edit it",
                "  pgbaton check orders.yaml              what would be in the way?",
                "  pgbaton dry-run orders.yaml            what would be done, and how is it taken back?",
                "  pgbaton approve orders --digest …      where the plan wants an approval",
                "  pgbaton run orders.yaml                copy and follow until in sync",
                "  pgbaton switch-over orders             move the traffic",
                "  pgbaton finish orders                  or switch-back, or abandon before the switch",
                "",
                "Exit codes:"));
        for (ExitCode code : ExitCode.values()) {
            lines.add("  " + code.code() + "   " + code.meaning());
        }
        return lines.toArray(new String[0]);
    }

    private int failed(Exception failure) {
        screen.complain(screen.red("pgbaton: ") + Failures.messageOf(failure));
        if (verbose) {
            failure.printStackTrace(screen.err());
        }
        return Failures.codeOf(failure).code();
    }

    Screen screen() {
        return screen;
    }

    ZoneId zone() {
        return zone;
    }

    /** The facade for a command that has nothing to show meanwhile. */
    Upgrades upgrades() {
        return upgrades(event -> {});
    }

    Upgrades upgrades(Consumer<UpgradeEvent> listener) {
        return assembly.upgrades(settings(""), listener);
    }

    /** The facade for the watchdog's process. */
    Upgrades watchdog() {
        return assembly.upgrades(settings(" watchdog"), event -> {});
    }

    void serve(int port) {
        assembly.serve(settings(""), port);
    }

    private Assembly.Settings settings(String title) {
        return new Assembly.Settings(control == null ? defaultControl() : control.toAbsolutePath(), verbose, title);
    }

    /** XDG says that a relative path in its variables is to be ignored. */
    private Path defaultControl() {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // Java takes user.home from the password file; the shell and the user's other programs go by HOME.
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path base = state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state");
        return base.resolve("pgbaton").resolve("control.db");
    }

    /** The version as the jar's manifest says it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Pgbaton.class.getPackage().getImplementationVersion();
            return new String[] {"pgbaton " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
