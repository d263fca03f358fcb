package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.RIGHTS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about rights. */
final class RightsChecks {
    static final Check REPLICATES = RIGHTS.block(
                    "PF-C04",
                    "A right that replication needs on the publisher",
                    "The other server logs in as this role to read every table and every change.")
            .mend("ALTER ROLE … REPLICATION; GRANT CONNECT, USAGE, SELECT");
    static final Check HIDDEN_ROWS = RIGHTS.block(
                    "PF-C05",
                    "Row security that would hide rows from the copy",
                    "The target would have fewer rows, and nobody would be told; here the copy fails instead.")
            .mend("ALTER ROLE … BYPASSRLS");
    static final Check FORCED_ROWS = RIGHTS.block(
                    "PF-C06",
                    "Forced row security and no superuser to apply rows",
                    "Not even the owner of the table may apply rows to it; applying would stop.")
            .mend("ALTER TABLE … NO FORCE ROW LEVEL SECURITY until the upgrade is finished");
    static final Check FORCED_ROWS_APPLIED = RIGHTS.info(
                    "PF-C06-superuser",
                    "Forced row security",
                    "Rows of these tables are applied in the name of the subscription's owner instead of the table's.")
            .itself("creates the subscription with run_as_owner");
    static final Check PUBLISHES = RIGHTS.block(
                    "PF-C07", "A right to publish", "Without it there is no publication to subscribe to.")
            .mend("GRANT the tables' owner to the role, or publication: listed instead of allTables");
    static final Check SUBSCRIBES = RIGHTS.block(
                    "PF-C08",
                    "A right to subscribe",
                    "Without it the target cannot follow, nor the source on the way back.")
            .mend("GRANT pg_create_subscription, or a superuser before 16");
    static final Check OWNS = RIGHTS.block(
                    "PF-C09",
                    "A right to act as an owner on the target",
                    "Objects could not be given to their owners, nor rows applied in their names.")
            .mend("GRANT the owner to the role");
    static final Check CREATES_ROLES = RIGHTS.block(
                    "PF-C10", "A right to create roles", "The schema would not load without the roles that own it.")
            .mend("ALTER ROLE … CREATEROLE, or roles: expect");
    static final Check PASSWORDS = RIGHTS.hazard(
                    "PF-C10-passwords",
                    "Passwords that cannot be read",
                    "Clients could not log in to the target after the switchover.")
            .mend("create the roles on the target with their passwords");
    static final Check MD5 = RIGHTS.info(
                    "PF-C10-md5",
                    "Passwords stored as md5",
                    "They still work, and later versions warn about them and will drop them.")
            .mend("set these passwords anew with password_encryption = 'scram-sha-256'")
            .on("target 18 and later");
    static final Check FREEZES = RIGHTS.block(
                    "PF-C12",
                    "A right to stop writes",
                    "A freeze that cannot see or end every session cannot be proved.")
            .mend("GRANT pg_read_all_stats, pg_signal_backend and the database's owner");
    static final Check MISSING_ROLE = RIGHTS.block(
                    "PF-Y15",
                    "A role that the target lacks",
                    "The schema would not load without those who own or may use it.")
            .mend("CREATE ROLE … on the target")
            .itself("creates missing roles with roles: copy");
    static final Check TARGET_REACHES = RIGHTS.block(
                    "PF-C01",
                    "The target does not reach the source",
                    "The target's server itself, not pgbaton, connects to the source to copy and follow.")
            .mend("pg_hba.conf of the source, firewalls, source.replication in the plan");
    static final Check SOURCE_REACHES = RIGHTS.block(
                    "PF-C02",
                    "The source does not reach the target",
                    "The way back is replicated by the source's server.")
            .mend("pg_hba.conf of the target, firewalls, target.replication in the plan");

    static final List<Check> ALL = List.of(
            TARGET_REACHES,
            SOURCE_REACHES,
            REPLICATES,
            HIDDEN_ROWS,
            FORCED_ROWS,
            FORCED_ROWS_APPLIED,
            PUBLISHES,
            SUBSCRIBES,
            OWNS,
            CREATES_ROLES,
            PASSWORDS,
            MD5,
            FREEZES,
            MISSING_ROLE);

    private RightsChecks() {}
}
