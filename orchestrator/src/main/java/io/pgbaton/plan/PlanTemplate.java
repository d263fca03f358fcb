package io.pgbaton.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commented plan to begin with: every key, what it means, and its default. */
public final class PlanTemplate {
    private static final String HEAD = """
            # A plan for pgbaton: one upgrade of one PostgreSQL cluster to a later major version.
            # Required are name, source and target with host and user, databases, and traffic. Any other key may be left out:
            # it then has the value shown here, or none if it is a password or stands behind a '#'.
            # A password is never written down: ${env:NAME} takes it from the environment, ${file:PATH} from a file.
            # Durations take ms, s, min, h or d; sizes take B, kB, KiB, MiB, GiB or TiB.
            """;
    private static final String OTHER_TRAFFIC = """

            # Without a proxy, clients name both servers and ask for the one that accepts writes
            # (targetServerType=primary, target_session_attrs=read-write). Then these two lines replace the section above:
            # traffic:
            #   kind: fence
            # Others are haproxy, file, command and manual; several are a list. See docs/traffic.md.
            """;

    // where one record describes two places, or an optional key is nearly always wanted
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "source.password", "${env:PGBATON_SOURCE_PASSWORD}",
            "target.host", "new-db.example.internal",
            "target.password", "${env:PGBATON_TARGET_PASSWORD}",
            "traffic.console.password", "${env:PGBATON_PGBOUNCER_PASSWORD}");
    private static final Set<String> WANTED = PLACEHOLDERS.keySet();

    private final StringBuilder text = new StringBuilder(HEAD);

    private PlanTemplate() {}

    /** The text of the plan, ready to be edited; it is a valid plan as it stands. */
    public static String text() {
        PlanTemplate template = new PlanTemplate();
        template.keys(Plan.class, "", "", false);
        return template.text.toString();
    }

    private void keys(Class<?> section, String path, String indent, boolean off) {
        for (PlanKey key : PlanKey.of(section)) {
            key(key, path + key.name(), indent, off);
        }
    }

    private void key(PlanKey key, String path, String indent, boolean off) {
        boolean isSection = key.variants() != null || PlanKey.isSection(key.type());
        boolean keyOff = off || (isSection ? allOff(key, path) : key.nullable() && !WANTED.contains(path));
        if (indent.isEmpty()) {
            text.append('\n');
        }
        line(indent, true, key.key().value());
        line(indent, keyOff, key.name() + ":" + (isSection ? "" : " " + shown(key, path)));
        if (key.variants() != null) {
            pgBouncer(path, indent + "  ");
        } else if (isSection) {
            keys(key.type(), path + ".", indent + "  ", keyOff);
        }
    }

    private void pgBouncer(String path, String indent) {
        line(indent, true, "pgbouncer: PgBouncer is paused, rewritten and resumed; fence: there is no proxy");
        line(indent, false, "kind: pgbouncer");
        keys(PgBouncerTraffic.class, path + ".", indent, false);
        text.append(OTHER_TRAFFIC);
    }

    // a section with nothing in it is commented out as well
    private static boolean allOff(PlanKey key, String path) {
        if (key.variants() != null) {
            return false;
        }
        List<PlanKey> keys = PlanKey.of(key.type());
        return key.nullable()
                || keys.stream().allMatch(part -> part.nullable() && !WANTED.contains(path + "." + part.name()));
    }

    private static String shown(PlanKey key, String path) {
        return PLACEHOLDERS.getOrDefault(
                path, key.hasDefault() ? key.key().byDefault() : key.key().example());
    }

    private void line(String indent, boolean off, String content) {
        text.append(indent).append(off ? "# " : "").append(content).append('\n');
    }
}
