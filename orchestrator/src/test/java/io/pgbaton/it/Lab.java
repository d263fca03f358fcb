package io.pgbaton.it;

import io.pgbaton.plan.Address;
import io.pgbaton.postgres.Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A source, a target and a PgBouncer in front of them, real ones, wherever they run. */
interface Lab extends AutoCloseable {
    /** Starts a lab with these majors: of server programs on this machine. */
    static Lab start(int source, int target) {
        return start(source, target, List.of("app", "second"));
    }

    /** The same; PgBouncer offers databases of these names, at first on the source. */
    static Lab start(int source, int target, List<String> offered) {
        return TreeLab.up(source, target, offered);
    }

    /** Where this machine reaches a server. */
    int port(Server server);

    String host();

    /** Under which name and port the other server reaches it. */
    default String peerHost(Server server) {
        return host();
    }

    default int peerPort(Server server) {
        return port(server);
    }

    /** Where PgBouncer reaches it. */
    default Address bouncerSees(Server server) {
        return new Address(peerHost(server), peerPort(server));
    }

    int bouncerPort();

    /** PgBouncer's file, which this process may write. */
    java.nio.file.Path bouncerFile();

    /** Of the role postgres on both servers, and of the role app. */
    String password();

    String consoleUser();

    String consolePassword();

    /** Directories with pg_dump and psql that fit both servers. */
    java.nio.file.Path clientPrograms();

    /** Stops a server: {@code immediate} is a crash. */
    void stop(Server server, String how);

    void start(Server server);

    default Writer.Login login(Server server, String database) {
        return new Writer.Login(url(server, database), "postgres", password());
    }

    default String url(Server server, String database) {
        return "jdbc:postgresql://" + host() + ":" + port(server) + "/" + encoded(database);
    }

    default String bouncerUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + bouncerPort() + "/" + encoded(database);
    }

    /** For clients without a proxy: of both servers, the one that takes writes. */
    default String eitherUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port(Server.SOURCE) + "," + host() + ":" + port(Server.TARGET)
                + "/" + encoded(database) + "?targetServerType=primary&hostRecheckSeconds=0";
    }

    private static String encoded(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String word(Server server) {
        return server.name().toLowerCase(Locale.ROOT);
    }

    @Override
    void close();
}
