package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.SchemaDump;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the plain text that pg_dump writes: one comment head per object, then its DDL. */
final class DumpText {
    private static final Pattern HEAD =
            Pattern.compile("(?m)^--\\n-- Name: (.*); Type: ([A-Z][A-Za-z ]*); Schema: (.*); Owner: ?(.*)\\n--\\n");
    /** Options that minors of November 2026 keep in the catalog and no statement may set. */
    private static final Pattern ATTVER_ALONE =
            Pattern.compile("(?m)^ALTER .* (ALTER|COLUMN) .* SET \\(pg_attver=\\d+\\);$\\n?");

    private static final Pattern ATTVER_FIRST = Pattern.compile("(?m)^(ALTER .* SET \\()pg_attver=\\d+, ");
    private static final Pattern ATTVER_LATER = Pattern.compile("(?m)^(ALTER .* SET \\(.*), pg_attver=\\d+");
    /** psql's own commands and session settings, which a server refuses or an older one does not know. */
    private static final Pattern FOR_PSQL = Pattern.compile("(?m)^\\\\(un)?restrict .*$\\n?");

    private DumpText() {}

    /** The entries in their order; the settings before the first one are left out. */
    static List<SchemaDump.Entry> entries(String text) {
        List<SchemaDump.Entry> entries = new ArrayList<>();
        Matcher head = HEAD.matcher(text);
        boolean more = head.find();
        while (more) {
            String name = head.group(1);
            String type = head.group(2);
            String schema = head.group(3);
            int from = head.end();
            more = head.find();
            String sql = clean(text.substring(from, more ? head.start() : text.length()));
            if (!sql.isBlank()) {
                entries.add(new SchemaDump.Entry(type, schema, name, sql));
            }
        }
        return entries;
    }

    private static String clean(String sql) {
        String kept = FOR_PSQL.matcher(sql).replaceAll("");
        kept = ATTVER_ALONE.matcher(kept).replaceAll("");
        kept = ATTVER_FIRST.matcher(kept).replaceAll("$1");
        kept = ATTVER_LATER.matcher(kept).replaceAll("$1");
        return withoutClosingComment(kept).strip();
    }

    /** The dump's last lines are a comment of pg_dump itself. */
    private static String withoutClosingComment(String sql) {
        int closing = sql.lastIndexOf("--\n-- PostgreSQL database dump complete\n--");
        return closing < 0 ? sql : sql.substring(0, closing);
    }
}
