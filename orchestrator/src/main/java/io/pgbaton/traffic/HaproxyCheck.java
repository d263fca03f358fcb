package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.NewClients;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import java.util.ArrayList;
import java.util.List;

/** What the runtime socket tells before anything is changed. */
final class HaproxyCheck {
    private final Plan plan;
    private final HaproxyTraffic traffic;
    private final HaproxyState state;
    private final List<Finding> findings = new ArrayList<>();

    HaproxyCheck(Plan plan, HaproxyTraffic traffic, HaproxyState state) {
        this.plan = plan;
        this.traffic = traffic;
        this.state = state;
    }

    List<Finding> findings(Deadline deadline) {
        try {
            version(deadline);
            level(deadline);
            frontends(deadline);
            servers(deadline);
            findings.add(new Finding(
                    TrafficChecks.UNTIL_RELOAD,
                    subject(),
                    "what is told to the runtime socket lasts until HAProxy is reloaded: after the switchover, put 'disabled'"
                            + " from the new server to the old one in HAProxy's file as well; sessions that HAProxy has when the"
                            + " switch begins end with one error each, and their clients must come again"));
        } catch (TrafficException e) {
            block(
                    TrafficChecks.SOCKET,
                    e.getMessage(),
                    "mend traffic.socket, frontends, source and target, or HAProxy");
        }
        return findings;
    }

    private void version(Deadline deadline) {
        HaproxyVersion version = state.version(deadline);
        if (traffic.newClients() == NewClients.HOLD && !version.canHold()) {
            block(
                    TrafficChecks.CANNOT_HOLD,
                    Haproxy.cannotHold(version),
                    "write newClients: refuse, or use a later HAProxy");
        }
    }

    /** A command that lacks its number is refused for that by who may give it, and changes nothing. */
    private void level(Deadline deadline) {
        String name = traffic.frontends().get(0);
        String said = state.socket().ask(deadline, "set maxconn frontend " + name);
        if (said.contains("ermission denied")) {
            block(
                    TrafficChecks.SOCKET_LEVEL,
                    "the runtime socket does not obey: " + said.strip(),
                    "write 'level admin' behind the 'stats socket'");
        }
    }

    private void frontends(Deadline deadline) {
        int limit = state.limit(deadline);
        for (HaproxyState.Frontend frontend : state.frontends(deadline)) {
            if (!frontend.accepts()) {
                block(
                        TrafficChecks.FRONTEND,
                        "the frontend " + frontend.name() + " accepts nobody now (status " + frontend.status()
                                + ", maxconn " + frontend.limit() + ")",
                        "open it, or raise its maxconn");
            } else if (traffic.newClients() == NewClients.HOLD && frontend.limit() != limit) {
                block(
                        TrafficChecks.FRONTEND,
                        "the frontend " + frontend.name() + " has maxconn " + frontend.limit() + " and would have "
                                + limit + " after the pause",
                        "write maxconn: " + frontend.limit());
            }
        }
    }

    private void servers(Deadline deadline) {
        List<HaproxyState.Backed> servers = state.servers(deadline);
        for (HaproxyState.Backed server : servers) {
            boolean ours =
                    traffic.source().contains(server.name()) || traffic.target().contains(server.name());
            if (!ours && server.ready()) {
                block(
                        TrafficChecks.BACKEND,
                        server.name() + " (" + server.address()
                                + ") gets clients as well and is neither source nor target",
                        "name it, or put it into maintenance");
            }
            swapped(server, traffic.source(), Server.TARGET);
            swapped(server, traffic.target(), Server.SOURCE);
        }
        if (state.pointsAt(deadline) != Server.SOURCE) {
            block(
                    TrafficChecks.BACKEND,
                    "clients are not sent to the old server alone",
                    "make " + String.join(", ", traffic.source()) + " ready and put "
                            + String.join(", ", traffic.target()) + " into maintenance ('disabled' in HAProxy's file)");
        }
    }

    private void swapped(HaproxyState.Backed server, List<String> names, Server other) {
        io.pgbaton.plan.Address address = (other == Server.SOURCE ? plan.source() : plan.target()).address();
        if (names.contains(server.name()) && server.address().equals(address.host() + ":" + address.port())) {
            block(
                    TrafficChecks.BACKEND,
                    server.name() + " is named as the " + other.other().word() + " and leads to " + address + ", the "
                            + other.word(),
                    "exchange the names, or mend HAProxy's file");
        }
    }

    private String subject() {
        return "HAProxy " + traffic.socket();
    }

    private void block(Check check, String message, String remedy) {
        findings.add(new Finding(check, subject(), message, remedy));
    }
}
