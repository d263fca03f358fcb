package io.pgbaton.it;

import io.pgbaton.plan.Address;
import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A lab on whose wires anything can be cut off from all the rest: pgbaton, PgBouncer, the source, the target. This process
 * looks at the servers past the wires.
 */
final class Wired implements Lab {
    /** What can be cut off, killed, frozen. */
    enum Part {
        PGBATON,
        PGBOUNCER,
        SOURCE,
        TARGET
    }

    final TreeLab lab;
    private final Map<Server, Relay> own = new EnumMap<>(Server.class);
    private final Map<Server, Relay> others = new EnumMap<>(Server.class);
    private final Relay console;
    private final Relay clients;

    Wired(TreeLab lab) {
        this.lab = lab;
        for (Server server : Server.values()) {
            own.put(server, Relay.to(lab.host(), lab.port(server)));
            others.put(server, Relay.to(lab.host(), lab.port(server)));
        }
        console = Relay.to(lab.host(), lab.bouncerPort());
        clients = Relay.to(lab.host(), lab.bouncerPort());
        pointBouncerAtTheWire();
    }

    private void pointBouncerAtTheWire() {
        try {
            String ini = Files.readString(bouncerFile());
            Files.writeString(
                    bouncerFile(),
                    ini.replace(
                            "port=" + lab.port(Server.SOURCE),
                            "port=" + others.get(Server.SOURCE).port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.bouncer().destroyForcibly();
        lab.bouncer().onExit().join();
        lab.startBouncer();
    }

    /** Every wire of it. */
    List<Relay> wires(Part part) {
        return switch (part) {
            case PGBATON ->
                Stream.concat(own.values().stream(), Stream.of(console)).toList();
            case PGBOUNCER -> List.of(console, clients);
            case SOURCE -> List.of(own.get(Server.SOURCE), others.get(Server.SOURCE));
            case TARGET -> List.of(own.get(Server.TARGET), others.get(Server.TARGET));
        };
    }

    /** Where clients go. */
    String clientUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + clients.port() + "/" + database;
    }

    /** The rig's own look, past the wires. */
    @Override
    public String url(Server server, String database) {
        return lab.url(server, database);
    }

    @Override
    public int port(Server server) {
        return own.get(server).port();
    }

    @Override
    public String host() {
        return lab.host();
    }

    @Override
    public int peerPort(Server server) {
        return others.get(server).port();
    }

    @Override
    public Address bouncerSees(Server server) {
        return new Address(host(), peerPort(server));
    }

    @Override
    public int bouncerPort() {
        return console.port();
    }

    @Override
    public Path bouncerFile() {
        return lab.bouncerFile();
    }

    @Override
    public String password() {
        return lab.password();
    }

    @Override
    public String consoleUser() {
        return lab.consoleUser();
    }

    @Override
    public String consolePassword() {
        return lab.consolePassword();
    }

    @Override
    public Path clientPrograms() {
        return lab.clientPrograms();
    }

    @Override
    public void stop(Server server, String how) {
        lab.stop(server, how);
    }

    @Override
    public void start(Server server) {
        lab.start(server);
    }

    @Override
    public void close() {
        own.values().forEach(Relay::close);
        others.values().forEach(Relay::close);
        console.close();
        clients.close();
        lab.close();
    }
}
