package io.pgbaton.report;

import io.pgbaton.plan.CommandTraffic;
import io.pgbaton.plan.FenceTraffic;
import io.pgbaton.plan.FileTraffic;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Traffic;

/** What clients see of a switchover by each kind of traffic, in a sentence. */
final class ClientView {
    private ClientView() {}

    static String of(Traffic traffic) {
        if (traffic instanceof PgBouncerTraffic) {
            return "Behind PgBouncer: a transaction that begins in the pause takes that much longer; no connection is closed and"
                    + " no error is seen.";
        }
        if (traffic instanceof FenceTraffic) {
            return "Without a proxy: every connection is closed once; the client connects anew and finds the server that accepts"
                    + " writes (docs/clients.md).";
        }
        if (traffic instanceof FileTraffic) {
            return "By a connection file: every connection is closed once; the client goes to the new address once it has read"
                    + " the file again.";
        }
        if (traffic instanceof HaproxyTraffic) {
            return "Behind HAProxy: every connection is closed once, new ones wait in its queue until the switch is done.";
        }
        if (traffic instanceof CommandTraffic) {
            return traffic.holdsClients()
                    ? "By your own programs: clients are held back as the pause program does it."
                    : "By your own programs, without one that holds clients back: every connection is closed once.";
        }
        return "By hand: a person leads the clients over; every connection to the old server is closed.";
    }
}
