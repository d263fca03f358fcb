package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How HAProxy's frontends and servers stand, as its runtime socket tells. */
final class HaproxyState {
    private static final int WAS_DISABLED_IN_THE_FILE = 4;

    private final HaproxyTraffic traffic;
    private final HaproxySocket socket;
    private @Nullable Map<String, String> process;

    HaproxyState(HaproxyTraffic traffic) {
        this.traffic = traffic;
        this.socket = new HaproxySocket(traffic.socket());
    }

    HaproxySocket socket() {
        return socket;
    }

    /** @param limit its maxconn */
    record Frontend(String name, String status, int limit) {
        boolean accepts() {
            return limit > 0 && status.equals("OPEN");
        }
    }

    /** @param address as HAProxy reaches it, host:port */
    record Backed(String name, boolean ready, boolean up, String address) {}

    /** The plan's frontends. Throws {@link TrafficException} if one is missing. */
    List<Frontend> frontends(Deadline deadline) {
        List<Frontend> all = allFrontends(deadline);
        List<Frontend> ours = all.stream()
                .filter(one -> traffic.frontends().contains(one.name()))
                .toList();
        if (ours.size() < traffic.frontends().size()) {
            Set<String> missing = new LinkedHashSet<>(traffic.frontends());
            ours.forEach(one -> missing.remove(one.name()));
            throw new TrafficException("HAProxy has no frontend " + String.join(", ", missing) + "; it has "
                    + String.join(", ", all.stream().map(Frontend::name).toList()));
        }
        return ours;
    }

    private List<Frontend> allFrontends(Deadline deadline) {
        return HaproxySocket.rows(socket.ask(deadline, "show stat -1 1 -1"), ",").stream()
                .map(row -> new Frontend(
                        row.getOrDefault("pxname", ""), row.getOrDefault("status", ""), number(row.get("slim"))))
                .toList();
    }

    /** Every server of the backends that the plan names. Throws {@link TrafficException} if one of the plan's is missing. */
    List<Backed> servers(Deadline deadline) {
        Set<String> backends = new LinkedHashSet<>();
        List<String> named = new ArrayList<>(traffic.source());
        named.addAll(traffic.target());
        named.forEach(name -> backends.add(name.substring(0, name.indexOf('/'))));
        List<Backed> servers = HaproxySocket.rows(socket.ask(deadline, "show servers state"), " ").stream()
                .filter(row -> backends.contains(row.get("be_name")))
                .map(HaproxyState::server)
                .toList();
        servers.forEach(server -> named.remove(server.name()));
        if (!named.isEmpty()) {
            throw new TrafficException("HAProxy has no server " + String.join(", ", named)
                    + "; of these backends it has "
                    + String.join(", ", servers.stream().map(Backed::name).toList()));
        }
        return servers;
    }

    // every bit of the administrative state but one is a kind of maintenance or draining; 2 is "running"
    private static Backed server(Map<String, String> row) {
        return new Backed(
                row.get("be_name") + "/" + row.get("srv_name"),
                (number(row.get("srv_admin_state")) & ~WAS_DISABLED_IN_THE_FILE) == 0,
                number(row.get("srv_op_state")) == 2,
                row.get("srv_addr") + ":" + row.get("srv_port"));
    }

    @Nullable
    Server pointsAt(Deadline deadline) {
        List<Backed> servers = servers(deadline);
        boolean old = ready(servers, traffic.source());
        boolean fresh = ready(servers, traffic.target());
        boolean noOld = noneReady(servers, traffic.source());
        boolean noFresh = noneReady(servers, traffic.target());
        return old && noFresh ? Server.SOURCE : fresh && noOld ? Server.TARGET : null;
    }

    private static boolean ready(List<Backed> servers, List<String> names) {
        return servers.stream().filter(one -> names.contains(one.name())).allMatch(Backed::ready);
    }

    private static boolean noneReady(List<Backed> servers, List<String> names) {
        return servers.stream().filter(one -> names.contains(one.name())).noneMatch(Backed::ready);
    }

    /** What the frontends' maxconn is after a pause. */
    int limit(Deadline deadline) {
        Integer planned = traffic.maxconn();
        return planned != null ? planned : number(process(deadline).get("Maxconn"));
    }

    HaproxyVersion version(Deadline deadline) {
        return HaproxyVersion.of(Objects.requireNonNullElse(process(deadline).get("Version"), ""));
    }

    /** Asked once: it is the same as long as the process lives. */
    private synchronized Map<String, String> process(Deadline deadline) {
        Map<String, String> known = process;
        if (known == null) {
            known = new java.util.HashMap<>();
            for (String line : socket.ask(deadline, "show info").lines().toList()) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    known.put(
                            line.substring(0, colon), line.substring(colon + 2).strip());
                }
            }
            process = known;
        }
        return known;
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
