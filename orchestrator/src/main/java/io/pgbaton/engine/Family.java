package io.pgbaton.engine;

import java.util.ArrayList;
import java.util.List;

/** A program of the operator's and every program that it has started, directly or not. */
public final class Family {
    /** How often children that are made while they are being ended are looked for again. */
    private static final int ROUNDS = 5;

    private Family() {}

    /** Ends them all, parents first: a parent that outlives a child goes on to its next command. */
    public static void end(Process process) {
        List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
        for (int round = 0; round < ROUNDS; round++) {
            int known = family.size();
            // A child whose parent has ended is no longer among its descendants, so that each is asked for its own.
            for (int member = 0; member < family.size(); member++) {
                family.get(member)
                        .children()
                        .filter(child -> !family.contains(child))
                        .forEach(family::add);
            }
            family.forEach(ProcessHandle::destroyForcibly);
            if (family.size() == known && round > 0) {
                return;
            }
        }
    }
}
