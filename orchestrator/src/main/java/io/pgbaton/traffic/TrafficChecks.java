package io.pgbaton.traffic;

import static io.pgbaton.step.Check.Topic.TRAFFIC;

import io.pgbaton.step.Check;
import java.util.List;

/** What is looked for at those who send the clients to a server. */
public final class TrafficChecks {
    static final Check CONSOLE = TRAFFIC.block(
                    "TR-01",
                    "PgBouncer's console does not obey",
                    "Clients are held back, moved and let go by orders that it takes.")
            .mend("name the user in admin_users of PgBouncer's file, RELOAD")
            .on("PgBouncer");
    static final Check FILE_UNREADABLE = TRAFFIC.block(
                    "TR-02",
                    "PgBouncer's file cannot be read",
                    "Its entries say which server clients are sent to; that is changed for the switch.")
            .mend("name a readable file of PgBouncer in traffic.configFile")
            .on("PgBouncer");
    static final Check FILE_READ_ONLY = TRAFFIC.block(
                    "TR-03", "PgBouncer's file cannot be written", "Clients could not be sent to the other server.")
            .mend("let the user of pgbaton write the file or its directory")
            .on("PgBouncer");
    static final Check ENTRY_UNWRITTEN = TRAFFIC.block(
                    "TR-04",
                    "An entry that PgBouncer's file does not have as it should",
                    "Where the entry is not found there is nothing to change for the switch.")
            .mend("correct [databases] or traffic.databases")
            .on("PgBouncer");
    static final Check ENTRY_UNSERVED = TRAFFIC.block(
                    "TR-05", "An entry that the running PgBouncer does not serve", "Nobody is moved by it.")
            .mend("correct [databases] or traffic.databases, and RELOAD")
            .on("PgBouncer");
    static final Check ENTRY_ELSEWHERE = TRAFFIC.block(
                    "TR-06",
                    "An entry that does not lead to the source",
                    "Only clients of the source are to be moved to the target, and by nobody else's entry.")
            .mend("point the entry at the source and RELOAD, or correct traffic.source")
            .on("PgBouncer");
    static final Check ENTRY_NOT_LOADED = TRAFFIC.block(
                    "TR-07",
                    "PgBouncer runs with other entries than its file has",
                    "It is not the file that it reads, or the next RELOAD would move clients at a bad time.")
            .mend("RELOAD PgBouncer, or name the file that it uses in traffic.configFile")
            .on("PgBouncer");
    static final Check ENTRY_OF_OTHERS = TRAFFIC.block(
                    "TR-08",
                    "An entry of a database that the plan does not move",
                    "Its clients would be sent to a server that has not got their database.")
            .mend("add the database to the plan, or take the entry out of traffic.databases")
            .on("PgBouncer");
    static final Check WAIT_TIMEOUT = TRAFFIC.hazard(
                    "TR-09",
                    "query_wait_timeout is shorter than the pause may be",
                    "Clients that wait in the pause would be disconnected, which they see as errors.")
            .mend("raise query_wait_timeout above switchover.freezeBudget and RELOAD")
            .on("PgBouncer");
    static final Check NAMED_STATEMENTS = TRAFFIC.info(
                    "TR-10",
                    "Named statements are not prepared again",
                    "Clients that use them in transaction pooling fail whenever they get another server connection.")
            .mend("max_prepared_statements above 0, from PgBouncer 1.21 on")
            .on("PgBouncer");
    static final Check OTHER_FILE = TRAFFIC.info(
                    "TR-11",
                    "PgBouncer names another file than the plan",
                    "What is changed in a file that it does not read moves nobody.")
            .mend("correct traffic.configFile, unless one file includes the other")
            .on("PgBouncer");
    static final Check SESSION_POOLING = TRAFFIC.hazard(
                    "TR-12",
                    "Pooled by session",
                    "PAUSE waits until such clients have left, which pools of applications never do (D-P01).")
            .mend("pool_mode=transaction if the clients can live with it, or stop the clients for the switchover")
            .on("PgBouncer");
    static final Check NOT_COVERED = TRAFFIC.info(
                    "TR-13",
                    "A database that no entry leads to",
                    "Its clients reach the source by another way, and are not moved.")
            .mend("name its entry in traffic.databases")
            .on("PgBouncer");
    static final Check SHARED_PORT = TRAFFIC.hazard(
                    "TR-14",
                    "Several PgBouncers may share the port",
                    "An order reaches one of them alone: the clients of the others would be neither held back nor moved.")
            .mend("stop the others for the switchover")
            .on("PgBouncer");
    static final Check REMEMBERED_PARAMETERS = TRAFFIC.info(
                    "TR-15",
                    "PgBouncer remembers what servers reported",
                    "It sets what a newer server reported on an older one, which refuses it, after a switch back.")
            .mend("KILL and RESUME of the database in its console, after a switch back")
            .on("PgBouncer 1.26 and later");
    static final Check HOLDERS = TRAFFIC.info(
                    "TR-16",
                    "A client that keeps a server connection",
                    "PAUSE waits for it; one that is there at the switch makes its tries fail.")
            .mend("let it finish, or end it")
            .on("PgBouncer");
    static final Check REMEMBERED_READ_ONLY = TRAFFIC.info(
                    "TR-17",
                    "PgBouncer remembers who may write",
                    "Clients of another one that is not paused write on a fenced server as they did before.")
            .mend("point other PgBouncers elsewhere, or stop them for the switchover")
            .on("PgBouncer 1.26 and later");
    static final Check NOBODY = TRAFFIC.info(
            "TR-20",
            "Nobody holds the clients back",
            "Each sees one error at the switch, and finds the new server if its connection string names both.");
    static final Check SOCKET = TRAFFIC.block(
                    "TR-30",
                    "HAProxy cannot be asked, or has no such names",
                    "Clients are held back and moved by orders to its runtime socket.")
            .mend("mend traffic.socket, frontends, source and target, or HAProxy")
            .on("HAProxy");
    static final Check CANNOT_HOLD = TRAFFIC.block(
                    "TR-31",
                    "An HAProxy that cannot hold clients back",
                    "It may lock up when it is told to, and clients with it.")
            .mend("newClients: refuse, or a later HAProxy")
            .on("HAProxy");
    static final Check SOCKET_LEVEL = TRAFFIC.block(
                    "TR-32", "HAProxy's socket answers but does not obey", "No client could be moved.")
            .mend("'level admin' behind the 'stats socket'")
            .on("HAProxy");
    static final Check FRONTEND = TRAFFIC.block(
                    "TR-33",
                    "A frontend that is closed, or would be left with another limit",
                    "What the pause changes is to be as before when it ends.")
            .mend("open the frontend, or set its maxconn in HAProxy's file or the plan")
            .on("HAProxy");
    static final Check BACKEND = TRAFFIC.block(
                    "TR-34",
                    "HAProxy's servers are not as the plan has them",
                    "Clients must be at the source alone, and at the target alone after the switch.")
            .mend("exchange or correct the names, or put a server into maintenance")
            .on("HAProxy");
    static final Check UNTIL_RELOAD = TRAFFIC.info(
                    "TR-35",
                    "HAProxy forgets at its next reload",
                    "Orders to its socket do not change its file, which leads to the old server still.")
            .mend("put 'disabled' from the new server to the old one in HAProxy's file after the switchover")
            .on("HAProxy");
    static final Check CONNECTION_FILE_READ_ONLY = TRAFFIC.block(
                    "TR-40", "The connection file cannot be written", "It is how clients are told of the new server.")
            .mend("let the user of pgbaton write the file or its directory")
            .on("connection file");
    static final Check CONNECTION_FILE = TRAFFIC.block(
                    "TR-41",
                    "The connection file does not lead to the source as the plan says",
                    "What it has now is what the switch replaces, and a switch back restores.")
            .mend("mend traffic.file, format and key, or the file")
            .on("connection file");
    static final Check RELOAD_PROGRAM = TRAFFIC.block(
                    "TR-42", "The reload program cannot be run", "Clients would not read their new file.")
            .mend("mend its path, or its mode")
            .on("connection file");
    static final Check FILE_HOLDS_NOBODY = TRAFFIC.info(
            "TR-43",
            "A file holds nobody back",
            "Clients see one error at the fence, and one at each write until they have read the file.");
    static final Check PROGRAM = TRAFFIC.block(
                    "TR-50", "A program for the traffic cannot be run", "Clients are moved by programs of yours.")
            .mend("mend its path, or its mode")
            .on("own programs");
    static final Check HALF_A_PAUSE = TRAFFIC.block(
                    "TR-51",
                    "A program to pause or to resume, without the other",
                    "Clients would be held back for ever, or let go that nobody holds.")
            .mend("give both, or neither")
            .on("own programs");
    static final Check PROGRAM_SAYS_OTHERWISE = TRAFFIC.block(
                    "TR-52",
                    "The status program does not say that clients are at the source",
                    "Where they are sent now is where they come back to if the switch is backed out.")
            .mend("send clients to the source, or mend the program")
            .on("own programs");
    static final Check NO_TIME = TRAFFIC.block(
                    "TR-60",
                    "No time for the person who moves the clients",
                    "The pause would end before, and each switch would be backed out.")
            .mend("make switchover.freezeBudget longer than traffic.timeout")
            .on("by hand");
    static final Check BY_HAND = TRAFFIC.info(
            "TR-61",
            "A person moves the clients",
            "They see errors from the fence on until it is done; if nobody confirms, the switch is backed out.");

    private static final List<Check> ALL = List.of(
            CONSOLE,
            FILE_UNREADABLE,
            FILE_READ_ONLY,
            ENTRY_UNWRITTEN,
            ENTRY_UNSERVED,
            ENTRY_ELSEWHERE,
            ENTRY_NOT_LOADED,
            ENTRY_OF_OTHERS,
            WAIT_TIMEOUT,
            NAMED_STATEMENTS,
            OTHER_FILE,
            SESSION_POOLING,
            NOT_COVERED,
            SHARED_PORT,
            REMEMBERED_PARAMETERS,
            HOLDERS,
            REMEMBERED_READ_ONLY,
            NOBODY,
            SOCKET,
            CANNOT_HOLD,
            SOCKET_LEVEL,
            FRONTEND,
            BACKEND,
            UNTIL_RELOAD,
            CONNECTION_FILE_READ_ONLY,
            CONNECTION_FILE,
            RELOAD_PROGRAM,
            FILE_HOLDS_NOBODY,
            PROGRAM,
            HALF_A_PAUSE,
            PROGRAM_SAYS_OTHERWISE,
            NO_TIME,
            BY_HAND);

    private TrafficChecks() {}

    /** In the order of their numbers. */
    public static List<Check> all() {
        return ALL;
    }
}
