package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;

import io.pgbaton.plan.CommandTraffic;
import io.pgbaton.plan.FileTraffic;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.ManualTraffic;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.Traffic;
import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the plans that are handed out presuppose between the clients and the servers: made by this, for real. */
final class Surroundings implements AutoCloseable {
    /** Talks to PgBouncer as an operator's program might. */
    private static final String MOVE_CLIENTS = """
            #!/bin/sh
            say() { PGPASSWORD=$(cat %1$s) %2$s/psql -XAtq -h 127.0.0.1 -p %3$s -U %4$s -d pgbouncer -c "$1"; }
            case $PGBATON_ORDER in
              pause) say 'PAUSE orders' ;;
              resume) say 'RESUME orders' || [ -z "$(say 'SHOW DATABASES' | grep '^orders|.*|1|[01]$')" ] ;;
              point) sed -i "s/^orders = .*/orders = host=$PGBATON_HOST port=$PGBATON_PORT/" %5$s && say RELOAD ;;
              status)
                if grep -q "^orders = .* port=$PGBATON_SOURCE_PORT" %5$s; then echo source; else echo target; fi
                say 'SHOW DATABASES' | awk -F'|' '$1 == "orders" && $(NF - 1) == 1 { print "paused" }'
            esac
            """;

    private final Rig rig;
    private final List<Balancer> balancers = new ArrayList<>();
    private final Path moved;

    Surroundings(Rig rig) {
        this.rig = rig;
        this.moved = rig.folder.resolve("by-hand.properties");
    }

    /** Puts a place of this machine into one entry of the plan's traffic. */
    void into(ObjectNode traffic) {
        try {
            switch (traffic.path("kind").asString()) {
                case "haproxy" -> haproxy(traffic);
                case "file" -> file(traffic);
                case "command" -> command(traffic);
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void haproxy(ObjectNode traffic) {
        Balancer balancer = new Balancer(
                "haproxy",
                rig.folder,
                List.of(first(traffic, "frontends"), first(traffic, "source"), first(traffic, "target")),
                rig.lab.port(SOURCE),
                rig.lab.port(TARGET),
                "");
        balancers.add(balancer);
        traffic.put("socket", balancer.socket().toString());
    }

    private static String first(JsonNode traffic, String key) {
        return traffic.path(key).path(0).asString();
    }

    private void file(ObjectNode traffic) throws IOException {
        Path there = rig.folder.resolve(Path.of(traffic.path("file").asString()).getFileName());
        Files.writeString(
                there,
                "# of the orders application\nspring:\n  datasource:\n    url: \"%s\" # the server\n"
                        .formatted(rig.lab.url(SOURCE, "orders")));
        traffic.put("file", there.toString());
        ((ArrayNode) traffic.path("reload")).removeAll().add("touch").add(there + ".read");
    }

    private void command(ObjectNode traffic) throws IOException {
        Path program = rig.folder.resolve("move-clients");
        Files.writeString(
                program,
                MOVE_CLIENTS.formatted(
                        rig.folder.resolve("console-password"),
                        rig.lab.clientPrograms(),
                        rig.lab.bouncerPort(),
                        rig.lab.consoleUser(),
                        rig.lab.bouncerFile()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        List.of("pause", "point", "resume", "status").forEach(order -> traffic.put(order, program.toString()));
    }

    /** How clients come by this entry. */
    String url(Traffic traffic, String database) {
        try {
            if (traffic instanceof HaproxyTraffic) {
                return "jdbc:postgresql://127.0.0.1:" + balancers.get(0).port() + "/" + database;
            } else if (traffic instanceof FileTraffic file) {
                return FileUrlDriver.url(Path.of(file.file()));
            } else if (traffic instanceof ManualTraffic) {
                move(SOURCE);
                rig.upgrades.questions().listen((upgrade, question) -> byHand(question));
                return FileUrlDriver.url(moved);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return traffic instanceof PgBouncerTraffic || traffic instanceof CommandTraffic
                ? rig.lab.bouncerUrl(database)
                : rig.lab.eitherUrl(database);
    }

    private void byHand(String question) {
        move(question.contains("the target, ") ? TARGET : SOURCE);
        rig.upgrades.questions().confirm("by-hand");
    }

    private void move(Server server) {
        try {
            Files.writeString(moved, "url=" + rig.lab.url(server, "orders") + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The databases that PgBouncer offers for this plan. */
    static List<String> offered(Plan plan, List<String> moving) {
        return plan.traffic().stream()
                .filter(PgBouncerTraffic.class::isInstance)
                .map(traffic -> ((PgBouncerTraffic) traffic).databases())
                .findFirst()
                .orElse(moving);
    }

    @Override
    public void close() {
        balancers.forEach(Balancer::close);
    }
}
