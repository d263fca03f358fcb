package io.pgbaton.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program was started: the same Java with the same options, up to the program's first word. */
public final class JavaCommand {
    /** Options that would not do for a second process: a debugger's port, an agent's file, an archive to be written. */
    private static final List<String> OWN = List.of(
            "-agent",
            "-javaagent",
            "-Xrun",
            "-Xdebug",
            "-XX:ArchiveClassesAtExit",
            "-XX:AOTCacheOutput",
            "-XX:AOTMode",
            "-XX:StartFlightRecording",
            "-Dcom.sun.management");

    private JavaCommand() {}

    /** @param main the class to start where this program was not started from a jar */
    public static List<String> of(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OWN.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        String classPath = System.getProperty("java.class.path");
        boolean jar = !classPath.contains(File.pathSeparator)
                && System.getProperty("sun.java.command", "").startsWith(classPath);
        command.addAll(jar ? List.of("-jar", classPath) : List.of("-cp", classPath, main));
        return command;
    }
}
