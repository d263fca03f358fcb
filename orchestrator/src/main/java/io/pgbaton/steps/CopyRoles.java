package io.pgbaton.steps;

import io.pgbaton.plan.RolePolicy;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Creates on the target the roles that only the source has, with their attributes, memberships, settings and passwords. */
public final class CopyRoles implements Step {
    @Override
    public String name() {
        return "copy-roles";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Create the roles that the target lacks");
        if (facts.plan().roles() == RolePolicy.EXPECT) {
            return work.build();
        }
        Place at = facts.clusterPlace(Server.TARGET);
        Set<String> there = names(facts, Server.TARGET);
        Map<String, String> passwords = passwords(facts);
        for (Row role : facts.cluster(Server.SOURCE).ask("roles")) {
            if (!there.contains(role.text("name"))) {
                work.move(create(role, passwords, at, Streams.superuser(facts, Server.TARGET)));
            }
        }
        memberships(facts, work, at);
        settings(facts, work, at, there);
        return work.build();
    }

    private static Set<String> names(Facts facts, Server server) {
        Set<String> names = new HashSet<>();
        facts.cluster(server).ask("roles").forEach(row -> names.add(row.text("name")));
        return names;
    }

    /** Only a superuser may read them; without, roles come without a password. */
    private static Map<String, String> passwords(Facts facts) {
        Map<String, String> passwords = new HashMap<>();
        if (Streams.superuser(facts, Server.SOURCE)) {
            facts.cluster(Server.SOURCE)
                    .ask("role-passwords")
                    .forEach(row -> passwords.put(row.text("name"), row.text("stored")));
        }
        return passwords;
    }

    /** The role with its attributes, without its password. */
    static String statement(Row role) {
        StringBuilder create = new StringBuilder("CREATE ROLE ").append(Identifier.quote(role.text("name")));
        option(create, role.flag("superuser"), "SUPERUSER");
        option(create, role.flag("inherit"), "INHERIT");
        option(create, role.flag("create_role"), "CREATEROLE");
        option(create, role.flag("create_db"), "CREATEDB");
        option(create, role.flag("can_login"), "LOGIN");
        option(create, role.flag("replication"), "REPLICATION");
        option(create, role.flag("bypass_rls"), "BYPASSRLS");
        if (role.number("connection_limit") >= 0) {
            create.append(" CONNECTION LIMIT ").append(role.number("connection_limit"));
        }
        if (role.maybe("valid_until") != null) {
            create.append(" VALID UNTIL ").append(Identifier.literal(role.text("valid_until")));
        }
        return create.toString();
    }

    private static Change create(Row role, Map<String, String> passwords, Place at, boolean superuser) {
        String name = Identifier.quote(role.text("name"));
        String create = statement(role);
        String password = passwords.get(role.text("name"));
        Sql sql = password == null
                ? Sql.of(create)
                : Sql.secret(create + " PASSWORD " + Identifier.literal(password), create + " PASSWORD '****'");
        if (role.maybe("comment") != null) {
            sql = sql.then(Sql.of("COMMENT ON ROLE " + name + " IS " + Identifier.literal(role.text("comment"))));
        }
        return Change.creates(
                "create the role " + role.text("name"),
                at,
                superuser && password != null ? sql.unlogged() : sql,
                Probe.holds(
                        at,
                        "the role " + role.text("name") + " exists",
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = "
                                + Identifier.literal(role.text("name")) + ")"),
                Undo.with(Sql.of("DROP ROLE " + name)));
    }

    private static void option(StringBuilder create, boolean on, String word) {
        create.append(on ? " " : " NO").append(word);
    }

    private static void memberships(Facts facts, Work.Builder work, Place at) {
        Set<String> there = new HashSet<>();
        facts.cluster(Server.TARGET).ask("memberships").forEach(row -> there.add(pair(row)));
        for (Row row : facts.cluster(Server.SOURCE).ask("memberships")) {
            if (there.add(pair(row))) {
                work.move(grant(facts, row, at));
            }
        }
    }

    private static String pair(Row row) {
        return row.text("member") + " in " + row.text("role");
    }

    private static Change grant(Facts facts, Row row, Place at) {
        String role = Identifier.quote(row.text("role"));
        String member = Identifier.quote(row.text("member"));
        List<String> options = new ArrayList<>();
        if (row.flag("admin")) {
            options.add("ADMIN OPTION");
        }
        if (row.maybe("inherit") != null
                && Streams.version(facts, Server.TARGET).atLeast(16)) {
            options.clear();
            options.add("ADMIN " + row.flag("admin"));
            options.add("INHERIT " + row.flag("inherit"));
            options.add("SET " + row.flag("set_role"));
        }
        String with = options.isEmpty() ? "" : " WITH " + String.join(", ", options);
        return Change.ensures(
                "grant " + row.text("role") + " to " + row.text("member"),
                at,
                Sql.of("GRANT " + role + " TO " + member + with),
                Probe.holds(
                        at,
                        row.text("member") + " is a member of " + row.text("role"),
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_auth_members m"
                                + " JOIN pg_catalog.pg_roles g ON g.oid = m.roleid AND g.rolname = "
                                + Identifier.literal(row.text("role"))
                                + " JOIN pg_catalog.pg_roles u ON u.oid = m.member AND u.rolname = "
                                + Identifier.literal(row.text("member")) + ")"),
                Undo.with(Sql.of("REVOKE " + role + " FROM " + member)));
    }

    /** ALTER ROLE … SET for the roles that are made here; those for one database come with the database. */
    private static void settings(Facts facts, Work.Builder work, Place at, Set<String> there) {
        for (Row row : facts.cluster(Server.SOURCE).ask("settings-of")) {
            String role = row.maybe("role");
            if (role != null && row.maybe("database") == null && !there.contains(role)) {
                work.move(Settings.change(row, at));
            }
        }
    }
}
