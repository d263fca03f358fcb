package io.pgbaton.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The page that lists the commands, made from what they know of themselves: Markdown. */
final class CommandPage {
    private CommandPage() {}

    /** The table of all commands, then the help of each. */
    static String of(CommandLine line) {
        StringBuilder text = new StringBuilder("# Commands\n\n"
                + "This page is generated from the program; `pgbaton COMMAND --help` says the same.\n\n");
        text.append(table(line)).append("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            text.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        for (CommandLine command : leaves(line)) {
            text.append("\n## ")
                    .append(command.getCommandSpec().qualifiedName())
                    .append("\n\n```\n");
            text.append(command.getUsageMessage(Ansi.OFF)
                    .replace(System.lineSeparator(), "\n")
                    .stripTrailing());
            text.append("\n```\n");
        }
        return text.toString();
    }

    /** One row for each command. */
    static String table(CommandLine line) {
        StringBuilder text = new StringBuilder("| command | what it does |\n|---|---|\n");
        for (CommandLine command : leaves(line)) {
            text.append("| `").append(synopsis(command.getCommandSpec())).append("` | ");
            text.append(first(command.getCommandSpec())).append(" |\n");
        }
        return text.toString();
    }

    private static String synopsis(CommandSpec spec) {
        String options = spec.options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
                .map(option ->
                        "[" + option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel()) + "]")
                .collect(Collectors.joining(" "));
        String parameters = spec.positionalParameters().stream()
                .map(parameter ->
                        parameter.arity().min() == 0 ? "[" + parameter.paramLabel() + "]" : parameter.paramLabel())
                .collect(Collectors.joining(" "));
        return Stream.of(spec.qualifiedName(), parameters, options)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "))
                .replace("|", "\\|");
    }

    /** The description up to the end of its first sentence. */
    private static String first(CommandSpec spec) {
        String description =
                Arrays.stream(spec.usageMessage().description()).findFirst().orElse("");
        int end = description.indexOf(". ");
        return end < 0 ? description : description.substring(0, end + 1);
    }

    private static List<CommandLine> leaves(CommandLine line) {
        return line.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .filter(command ->
                        !command.getCommandName().toLowerCase(Locale.ROOT).equals("help"))
                .flatMap(command -> command.getSubcommands().isEmpty() ? Stream.of(command) : leaves(command).stream())
                .toList();
    }
}
