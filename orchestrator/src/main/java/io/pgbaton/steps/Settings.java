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
import io.pgbaton.step.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A setting of a role, of a database, or of a role in a database. */
final class Settings {
    private Settings() {}

    /**
     * Whether a setting of the source (a row of {@code settings-of}) comes to the target: with a role or a database that is
     * made there. What the target has already keeps its own.
     *
     * @param there the roles that the target has
     */
    static boolean comes(Facts facts, Row row, Set<String> there) {
        String role = row.maybe("role");
        String database = row.maybe("database");
        if (database == null) {
            return role != null && facts.plan().roles() == RolePolicy.COPY && !there.contains(role);
        }
        return facts.databases().contains(database) && !facts.exists(new Place(Server.TARGET, database));
    }

    /**
     * The change that gives the target a setting of the source (a row of {@code settings-of}). FROM CURRENT takes the value
     * as it is, also where it is a list whose parts are quoted one by one, such as search_path.
     */
    static Change change(Row row, Place at) {
        String name = row.text("name");
        String alter = alter(row.maybe("role"), row.maybe("database"));
        String whose = whose(row);
        String entry = Identifier.literal(name + "=" + row.text("value"));
        return Change.ensures(
                "set " + name + " of " + whose,
                at,
                Sql.of(
                        "SELECT pg_catalog.set_config(" + Identifier.literal(name) + ", "
                                + Identifier.literal(row.text("value")) + ", true)",
                        alter + " SET " + quotedName(name) + " FROM CURRENT"),
                Probe.holds(
                        at,
                        name + " of " + whose + " is set",
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s"
                                + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole"
                                + " LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase WHERE "
                                + same("r.rolname", row.maybe("role")) + " AND "
                                + same("d.datname", row.maybe("database"))
                                + " AND " + entry + " = ANY (s.setconfig))"),
                Undo.with(Sql.of(alter + " RESET " + quotedName(name))));
    }

    private static String whose(Row row) {
        List<String> parts = new ArrayList<>();
        if (row.maybe("role") != null) {
            parts.add("role " + row.text("role"));
        }
        if (row.maybe("database") != null) {
            parts.add("database " + row.text("database"));
        }
        return String.join(" in ", parts);
    }

    private static String alter(@Nullable String role, @Nullable String database) {
        if (role == null) {
            return "ALTER DATABASE " + Identifier.quote(String.valueOf(database));
        }
        return "ALTER ROLE " + Identifier.quote(role)
                + (database == null ? "" : " IN DATABASE " + Identifier.quote(database));
    }

    /** A customized option has a dot between two names. */
    private static String quotedName(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", 2)) {
            parts.add(Identifier.quote(part));
        }
        return String.join(".", parts);
    }

    private static String same(String column, @Nullable String value) {
        return value == null ? column + " IS NULL" : column + " = " + Identifier.literal(value);
    }
}
