package io.pgbaton.steps;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.PeerAddress;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Conninfo;
import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Facts;
import java.util.List;
import java.util.Locale;

/** The replication streams of an upgrade and what belongs to them, derived from the plan's name alone. */
final class Streams {
    private Streams() {}

    /** One stream per database, published by the server. */
    static List<Stream> from(Facts facts, Server publisher) {
        return facts.databases().stream()
                .map(database -> new Stream(facts.plan().name(), database, publisher))
                .toList();
    }

    static Marker marker(Facts facts) {
        return new Marker(facts.plan().name());
    }

    static Endpoint endpoint(Plan plan, Server server) {
        return server == Server.SOURCE ? plan.source() : plan.target();
    }

    static MajorVersion version(Facts facts, Server server) {
        return MajorVersion.ofNumber(facts.server(server).number("version_num"));
    }

    static boolean superuser(Facts facts, Server server) {
        return facts.server(server).flag("superuser");
    }

    /**
     * The fence of a database. It also closes the door (CONNECTION LIMIT 0) where clients come through a pooler; without
     * one they must be able to connect to find out that the server is read-only. Only a superuser can still get in then, so
     * that only a superuser may close it.
     */
    static Fence fence(Facts facts, Place place) {
        boolean closed = facts.plan().holdsEveryClient() && superuser(facts, place.server());
        return new Fence(place, marker(facts), closed);
    }

    /** How the subscriber of the stream connects to its publisher. */
    static Conninfo conninfo(Plan plan, Stream stream) {
        return conninfo(plan, stream.publisher(), stream.database())
                .with("application_name", stream.subscription().name());
    }

    /**
     * How the other server connects to this one. Row security is off, so that a copy fails rather than
     * shrinks (LAW-11), and so are the timeouts that would end it half way and begin it anew for ever (PF-S09).
     */
    static Conninfo conninfo(Plan plan, Server to, String database) {
        PeerAddress peer = endpoint(plan, to).asSeenByPeer();
        return new Conninfo()
                .with("host", peer.host())
                .with("port", Integer.toString(peer.port()))
                .with("dbname", database)
                .with("user", peer.user())
                .with("password", peer.password() == null ? "" : peer.password().reveal())
                .with("passfile", peer.passfile() == null ? "" : peer.passfile())
                .with(
                        "sslmode",
                        peer.sslmode().toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                .with("sslrootcert", peer.sslrootcert() == null ? "" : peer.sslrootcert())
                .with("connect_timeout", "10")
                .with("keepalives_idle", "30")
                .with(
                        "options",
                        "-crow_security=off -cstatement_timeout=0 -clock_timeout=0"
                                + " -cidle_in_transaction_session_timeout=0");
    }

    /** A text that is new in each passage: the upgrade, what for, which passage. */
    static String token(Facts facts, String what) {
        return what + " " + facts.passage();
    }
}
