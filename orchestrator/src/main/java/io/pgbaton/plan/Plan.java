package io.pgbaton.plan;

import jakarta.validation.constraints.Pattern;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the operator asked for: one upgrade of one cluster, as the plan file says it. Immutable. */
public record Plan(
        @Key(
                value = "The name of this upgrade; what pgbaton creates on the servers carries it",
                example = "orders-15-to-18")
        @Pattern(
                regexp = "^[a-z][a-z0-9-]{0,39}$",
                message = "must be 1 to 40 small letters, digits and hyphens, beginning with a letter")
        String name,

        @Key("The old server") Endpoint source,

        @Key("The new server: an empty cluster of a later major version")
        Endpoint target,

        @Key(value = "all, or the databases that move, by name", example = "all")
        Databases databases,

        @Key(
                value =
                        "allTables publishes every table and needs a superuser; listed names each table and an owner may do it",
                byDefault = "allTables")
        Publishing publication,

        @Key(
                value = "copy creates the roles missing on the target; expect demands that they are there already",
                byDefault = "copy")
        RolePolicy roles,

        @Key(
                value =
                        "Tables without a key that tables does not name: refuse stops at the check; full compares whole rows (slow updates)",
                byDefault = "refuse")
        KeylessTables tablesWithoutKey,

        @Key(
                value = "Tables that are not followed by their primary key, each with what is done instead",
                byDefault = "[]")
        List<TableDecision> tables,

        @Key(
                value =
                        "Rows of unlogged tables: refuse stops at the check; empty leaves them behind; copy takes them in the pause",
                byDefault = "refuse")
        UnloggedTables unloggedTables,

        @Key(
                value = "Users' rows in tables of extensions: refuse stops at the check; copy takes them in the pause",
                byDefault = "refuse")
        ExtensionTables extensionTables,

        @Key(
                value =
                        "Large objects: refuse stops at the check; copy takes them before the pause, and changes since then in it",
                byDefault = "refuse")
        LargeObjects largeObjects,

        @Key(
                value =
                        "The planner's statistics on the target: analyze gathers them there; transfer takes those of the source"
                                + " over, to a target from 18 on",
                byDefault = "analyze")
        StatisticsUse statistics,

        @Key(
                value =
                        "DDL of others on the source until finish: off lets it be, record writes it down, refuse makes it fail;"
                                + " needs a superuser there",
                byDefault = "off")
        DdlGuarding ddlGuard,

        @Key(
                value =
                        "operator: a person starts the switchover; none: it starts by itself once in sync; required: what is done"
                                + " must have been approved before, see approve",
                byDefault = "operator")
        Approval approval,

        @Key("The initial copy of the rows") Copy copy,
        @Key("When the target counts as in sync") CatchUp catchUp,
        @Key("The comparison of both servers, row by row") Comparing compare,
        @Key("Sequences on the new side") Sequences sequences,
        @Key("The pause in which the traffic changes sides") Switchover switchover,

        @Key("Who sends the clients to a server; a list if there are several, in the order in which they are told")
        List<Traffic> traffic,

        @Key("The way back") Reverse reverse,
        @Key("How long single things may take") Limits limits,

        @Key(value = "Who is asked or told at the edges of phases and of the switch's steps", byDefault = "[]")
        List<Hook> hooks,

        @Key("What the check does besides looking") Checking check,

        @Key(value = "Hazards this plan accepts, each with the reason", byDefault = "[]")
        List<Acknowledgement> acknowledge) {

    /** Keeps the acknowledgements in the order of their ids, tables in that of their names, traffic and hooks in their own. */
    public Plan {
        traffic = List.copyOf(traffic);
        hooks = List.copyOf(hooks);
        tables = tables.stream()
                .sorted(Comparator.comparing(TableDecision::table))
                .toList();
        acknowledge = acknowledge.stream()
                .sorted(Comparator.comparing(Acknowledgement::finding))
                .toList();
    }

    /** Why the finding with this id is accepted; empty where the plan does not speak of it. */
    public Optional<String> acknowledged(String finding) {
        return acknowledge.stream()
                .filter(one -> one.finding().equals(finding))
                .map(Acknowledgement::because)
                .findFirst();
    }

    /** What is done with this table, named with its schema; empty where the plan does not speak of it. */
    public Optional<TableDecision> decision(String table) {
        return tables.stream().filter(one -> one.table().equals(table)).findFirst();
    }

    /** Whether the rows of this table, which has no key, may be told apart by their whole content. */
    public boolean comparesWholeRows(String table) {
        return decision(table)
                .map(one -> one.by() == TableDecision.By.FULL)
                .orElse(tablesWithoutKey == KeylessTables.FULL);
    }

    /** Whether this table is not followed, but copied in the pause. */
    public boolean leavesToPause(String table) {
        return decision(table).filter(one -> one.by() == TableDecision.By.PAUSE).isPresent();
    }

    /** The tables that are not followed, but copied in the pause. */
    public List<String> leftToPause() {
        return tables.stream()
                .filter(one -> one.by() == TableDecision.By.PAUSE)
                .map(TableDecision::table)
                .toList();
    }

    /** Whether anybody keeps clients from the servers while the traffic is paused. */
    public boolean holdsClients() {
        return traffic.stream().anyMatch(Traffic::holdsClients);
    }

    /** Whether every client waits through the pause without an error. */
    public boolean sparesErrors() {
        return traffic.stream().allMatch(Traffic::sparesErrors);
    }

    /**
     * Whether no client comes to a server while the traffic is paused. If not, those that come must be let in to find out
     * that the server is read-only.
     */
    public boolean holdsEveryClient() {
        return traffic.stream().allMatch(Traffic::holdsClients);
    }
}
