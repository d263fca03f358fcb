package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check.Topic;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Every right that is missing, as one script for psql: to be run by a superuser of each server. */
public final class GrantScript {
    private static final Pattern RIGHT = Pattern.compile("^(GRANT|ALTER ROLE|CREATE ROLE) .*", Pattern.DOTALL);
    private static final Set<Topic> TOPICS = EnumSet.of(Topic.RIGHTS, Topic.SEQUENCES);

    private GrantScript() {}

    /** The script; empty where no right is missing. */
    public static String of(Plan plan, List<Finding> findings) {
        Map<Server, Map<Place, Set<String>>> rights = new EnumMap<>(Server.class);
        for (Finding finding : findings) {
            Paste paste = finding.paste();
            if (paste != null
                    && TOPICS.contains(finding.check().topic())
                    && RIGHT.matcher(paste.sql()).matches()) {
                rights.computeIfAbsent(paste.at().server(), server -> new LinkedHashMap<>())
                        .computeIfAbsent(paste.at(), place -> new LinkedHashSet<>())
                        .add(paste.sql() + ";" + (finding.remedy().isEmpty() ? "" : "  -- or: " + finding.remedy()));
            }
        }
        StringBuilder script = new StringBuilder();
        rights.forEach((server, places) -> {
            script.append("-- on the ")
                    .append(server.word())
                    .append(", ")
                    .append((server == Server.SOURCE ? plan.source() : plan.target()).address())
                    .append('\n');
            places.forEach((place, statements) -> {
                script.append("\\connect ")
                        .append(Identifier.quote(place.database()))
                        .append('\n');
                statements.forEach(statement -> script.append(statement).append('\n'));
            });
        });
        return script.toString();
    }
}
