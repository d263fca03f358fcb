package io.pgbaton.it;

import static org.awaitility.Awaitility.await;

import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Something that happens to a part of a lab, and what an operator does about it. */
record Fault(Kind kind, Wired.Part part) {
    private static final Duration SOON = Duration.ofSeconds(60);

    enum Kind {
        /** kill -9. */
        KILLED,
        /** SIGSTOP to all of its processes. */
        FROZEN,
        /** Every connection drops, and none can be made. */
        CUT_OFF
    }

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Wired.Part part : Wired.Part.values()) {
            for (Kind kind : Kind.values()) {
                all.add(new Fault(kind, part));
            }
        }
        return all;
    }

    /** Lets it happen. */
    void strike(Wired lab, Stopping owner) {
        switch (kind) {
            case KILLED -> {
                processes(lab, owner).forEach(ProcessHandle::destroyForcibly);
                processes(lab, owner).forEach(process -> process.onExit().join());
            }
            case FROZEN -> signal("-STOP", lab, owner);
            case CUT_OFF -> lab.wires(part).forEach(Relay::cut);
        }
    }

    /** Whether there is something left that can be mended; pgbaton's own process is not started again. */
    boolean mendable() {
        return part != Wired.Part.PGBATON || kind == Kind.CUT_OFF;
    }

    /** Starts what was killed, thaws what was frozen, mends the wires. */
    void mend(Wired lab, Stopping owner) {
        switch (kind) {
            case KILLED -> start(lab);
            case FROZEN -> signal("-CONT", lab, owner);
            case CUT_OFF -> lab.wires(part).forEach(Relay::heal);
        }
    }

    private void start(Wired lab) {
        switch (part) {
            case PGBATON -> {}
            case PGBOUNCER -> lab.lab.startBouncer();
            // What is left of the old one holds the data directory for a moment.
            case SOURCE -> await().atMost(SOON).ignoreExceptions().untilAsserted(() -> lab.start(Server.SOURCE));
            case TARGET -> await().atMost(SOON).ignoreExceptions().untilAsserted(() -> lab.start(Server.TARGET));
        }
    }

    private List<ProcessHandle> processes(Wired lab, Stopping owner) {
        return switch (part) {
            case PGBATON -> List.of(owner.handle());
            case PGBOUNCER -> List.of(lab.lab.bouncer());
            case SOURCE -> List.of(lab.lab.process(Server.SOURCE));
            case TARGET -> List.of(lab.lab.process(Server.TARGET));
        };
    }

    /** To the servers' children as well; pgbaton's are another program. */
    private void signal(String name, Wired lab, Stopping owner) {
        List<String> command = new ArrayList<>(List.of("kill", name));
        processes(lab, owner).stream()
                .flatMap(process -> part == Wired.Part.PGBATON
                        ? Stream.of(process)
                        : Stream.concat(Stream.of(process), process.descendants()))
                .forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // A child that has just ended is not there any more.
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return part + " " + kind;
    }
}
