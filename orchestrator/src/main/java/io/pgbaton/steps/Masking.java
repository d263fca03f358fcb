package io.pgbaton.steps;

import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Sql;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DDL of pg_dump as it may be shown: without the secrets in options of user mappings and foreign servers. */
public final class Masking {
    /** One option: bracket or comma, its name, and a text that ends at a quote that is not doubled. */
    private static final Pattern OPTION =
            Pattern.compile("([(,]\\s*)(\"(?:[^\"]|\"\")+\"|[a-z_0-9]+) (E?'(?:[^']|'')*')");

    private static final Pattern SECRET = Pattern.compile("(?i).*(pass|secret|token|key|credential).*");

    private Masking() {}

    /** The entry's statement; of a user mapping nothing but the name of the user is shown. */
    public static Sql of(Entry entry) {
        boolean mapping = entry.type().equals("USER MAPPING");
        if (!mapping && !entry.type().equals("SERVER") && !entry.type().equals("FOREIGN DATA WRAPPER")) {
            return Sql.of(entry.sql());
        }
        Matcher option = OPTION.matcher(entry.sql());
        String shown = option.replaceAll(found -> {
            String name = found.group(2).replace("\"", "");
            boolean secret =
                    mapping ? !name.equals("user") : SECRET.matcher(name).matches();
            return Matcher.quoteReplacement(
                    found.group(1) + found.group(2) + " " + (secret ? "'****'" : found.group(3)));
        });
        return shown.equals(entry.sql()) ? Sql.of(entry.sql()) : Sql.secret(entry.sql(), shown);
    }
}
