package io.pgbaton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves REST. */
@Command(
        name = "serve",
        description = {
            "Serves the REST interface on the loopback address until Ctrl-C. The token that it asks for is taken from"
                    + " PGBATON_TOKEN; where that is not set, one is made and printed once."
        },
        footer = {"", "Example:", "  PGBATON_TOKEN=$(openssl rand -hex 32) pgbaton serve --port 8432"})
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST = 65_535;

    @ParentCommand
    private Pgbaton pgbaton;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8432",
            description = "The port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() {
        if (port < 0 || port > HIGHEST) {
            throw new UsageException(
                    "--port " + port + ": give a number from 1 to " + HIGHEST + ", or 0 for any free port");
        }
        pgbaton.serve(port);
        return 0;
    }
}
