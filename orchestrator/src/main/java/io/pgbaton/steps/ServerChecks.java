package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.SERVERS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about two servers and their settings. */
final class ServerChecks {
    static final Check TOO_OLD = SERVERS.block(
                    "PF-V01",
                    "A source without logical replication",
                    "Before PostgreSQL 10 there is nothing to replicate with.")
            .mend("pg_dump or pg_upgrade to 10 or later first")
            .on("source before 10");
    static final Check DIRECTION = SERVERS.block(
                    "PF-V02",
                    "A target that is not of a later version",
                    "Most likely source and target are mistaken for one another, and the wrong one would be written on.")
            .mend("name the old server as source and the new one as target");
    static final Check DATABASE = SERVERS.block(
                    "PF-V03",
                    "A database that cannot be moved",
                    "It does not exist on the source, or is a template, or takes no connections.")
            .mend("correct databases in the plan");
    static final Check SAME = SERVERS.block(
                    "PF-C11",
                    "Source and target are one cluster, or not the ones that were meant",
                    "A subscription to its own cluster hangs; and another cluster than the pinned one is not to be touched.")
            .mend("correct host, port or systemIdentifier in the plan");
    static final Check STANDBY = SERVERS.block(
                    "PF-S14",
                    "A server in recovery",
                    "Nothing can be created on a standby, no publication and no slot.")
            .mend("name the primary in the plan");
    static final Check WAL_LEVEL = SERVERS.block(
                    "PF-S01",
                    "wal_level is not logical",
                    "Without it the source writes too little into its WAL to replicate rows.")
            .mend("ALTER SYSTEM SET wal_level = 'logical', then restart")
            .on("10 to 18; 19 raises it by itself");
    static final Check SLOT_LIMIT = SERVERS.hazard(
                    "PF-S04",
                    "max_slot_wal_keep_size is limited",
                    "A stream that falls further behind loses its slot, and the whole copy, or the way back, is lost with it.")
            .mend("ALTER SYSTEM SET max_slot_wal_keep_size = -1, then reload, and watch the disk")
            .on("13 and later");
    static final Check SLOT_TIMEOUT = SERVERS.hazard(
                    "PF-S05",
                    "idle_replication_slot_timeout is set",
                    "A slot that waits longer, as in a pause or for the way back, is thrown away.")
            .mend("ALTER SYSTEM SET idle_replication_slot_timeout = 0, then reload")
            .on("18 and later");
    static final Check SENDER_TIMEOUT = SERVERS.hazard(
                    "PF-S08",
                    "wal_sender_timeout is short",
                    "A subscriber that is busy with a large transaction for longer is cut off, and begins it anew, again and again.")
            .mend("ALTER ROLE … SET wal_sender_timeout = '5min' for the role that replication logs in as");
    static final Check KILLS_COPY = SERVERS.block(
                    "PF-S09",
                    "A timeout of the replication role",
                    "It ends the copy of a table that takes longer, which then begins from the first row, for ever.")
            .mend("ALTER ROLE … IN DATABASE … SET statement_timeout = 0");
    static final Check DECODING_MEMORY = SERVERS.info(
                    "PF-S10",
                    "logical_decoding_work_mem is small",
                    "Transactions that do not fit are written to the publisher's disk and read again, which makes replication slow.")
            .mend("ALTER SYSTEM SET logical_decoding_work_mem = '256MB', then reload")
            .on("13 and later");
    static final Check SYNCHRONOUS = SERVERS.hazard(
                    "PF-S11",
                    "The subscription counts as a synchronous standby",
                    "Every commit of the clients would wait for the other server.")
            .mend("name the standbys in synchronous_standby_names, then reload");
    static final Check MANAGED = SERVERS.info(
            "PF-S15",
            "A managed service",
            "Its superuser is not a real one, and settings are changed in the provider's console instead of by ALTER SYSTEM.");
    static final Check HA = SERVERS.info(
                    "PF-O09",
                    "The server has standbys",
                    "A failover to one of them loses the logical slots before version 17, and the upgrade begins anew.")
            .mend("hold automatic failover back until the upgrade is finished");
    static final Check WRAPAROUND = SERVERS.block(
                    "PF-O06",
                    "Transaction ids are nearly used up",
                    "A server that has to stop for VACUUM in the middle of an upgrade stops the clients too.")
            .mend("VACUUM (FREEZE) in the database");
    static final Check APPLY_TIMEOUT = SERVERS.hazard(
                    "PF-T08",
                    "A lock_timeout of the subscriptions' owner",
                    "Applying stops and starts anew whenever it waits longer for a lock.")
            .mend("ALTER ROLE … IN DATABASE … SET lock_timeout = 0");
    static final Check FENCE = SERVERS.block(
                    "LAW-6",
                    "default_transaction_read_only is set",
                    "The fence that stops writes is this very setting: a role that has it off writes on, behind the switch.")
            .mend("ALTER ROLE … RESET default_transaction_read_only");
    static final Check ENCODING = SERVERS.block(
                    "PF-Y09",
                    "Encodings differ",
                    "Texts might not be storable, and applying would stop at the first that is not.")
            .mend("DROP DATABASE … on the target")
            .itself("creates a missing database with the encoding of the source");
    static final Check ENCODING_GONE = SERVERS.block(
                    "PF-Y09-gone",
                    "An encoding that the new version does not have",
                    "The database cannot be created with it, and its texts are not those of another one.")
            .mend("pg_dump with --encoding=UTF8 into a new database first")
            .on("target 19 and later");
    static final Check BREAK_IN_NAME = SERVERS.block(
                    "PF-Y20",
                    "A line break in the name of a role or database",
                    "Version 19 and later refuse it, so that it could not be created there.")
            .mend("ALTER ROLE … RENAME TO … or ALTER DATABASE … RENAME TO …")
            .on("target 19 and later");
    static final Check COLLATION = SERVERS.info(
                    "PF-Y10",
                    "Collations differ",
                    "Texts may be sorted differently, in results and in partitions by range.")
            .itself("creates a missing database with the collation of the source");
    static final Check COLLATION_VERSION = SERVERS.hazard(
                    "PF-Y11",
                    "A collation has changed under its indexes",
                    "Indexes built before may miss rows, and a unique one may have let duplicates in, at which the copy stops.")
            .mend("REINDEX, then ALTER COLLATION … REFRESH VERSION");
    static final Check SETTINGS_DIFFER = SERVERS.info(
                    "PF-Y13",
                    "A setting that changes results differs",
                    "The same query would answer or write otherwise after the switchover.")
            .mend("ALTER SYSTEM SET … on the target, then reload");
    static final Check SETTING_GONE = SERVERS.block(
                    "PF-Y13-gone",
                    "A role or database has a setting that the new version does not know",
                    "It cannot be given to the target, and the steps that copy settings would fail.")
            .mend("ALTER ROLE … RESET … or ALTER DATABASE … RESET …");

    static final List<Check> ALL = List.of(
            TOO_OLD,
            DIRECTION,
            DATABASE,
            SAME,
            STANDBY,
            WAL_LEVEL,
            SLOT_LIMIT,
            SLOT_TIMEOUT,
            SENDER_TIMEOUT,
            KILLS_COPY,
            DECODING_MEMORY,
            SYNCHRONOUS,
            MANAGED,
            HA,
            WRAPAROUND,
            APPLY_TIMEOUT,
            FENCE,
            ENCODING,
            ENCODING_GONE,
            BREAK_IN_NAME,
            COLLATION,
            COLLATION_VERSION,
            SETTINGS_DIFFER,
            SETTING_GONE);

    private ServerChecks() {}
}
