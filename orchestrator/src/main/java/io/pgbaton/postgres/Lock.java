package io.pgbaton.postgres;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lock on tables that a statement takes, for people who must know whom it may hold up: the mode in PostgreSQL's words,
 * and what it is on. Statements that lock only what they make themselves have none.
 */
public record Lock(String mode, String on) {
    private static final String NAME = "((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\.(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))?)";

    /** The first that fits counts. */
    private static final List<Rule> RULES = List.of(
            rule(
                    "ALTER TABLE (?:ONLY )?" + NAME + " (?:ENABLE|DISABLE) (?:REPLICA |ALWAYS )?TRIGGER\\b.*",
                    "SHARE ROW EXCLUSIVE"),
            rule("ALTER TABLE (?:ONLY )?" + NAME + "\\s+VALIDATE CONSTRAINT\\b.*", "SHARE UPDATE EXCLUSIVE"),
            rule("ALTER TABLE (?:ONLY )?" + NAME + "\\s+ADD CONSTRAINT \\S+ FOREIGN KEY\\b.*", "SHARE ROW EXCLUSIVE"),
            rule("ALTER TABLE (?:ONLY )?" + NAME + "\\s.*", "ACCESS EXCLUSIVE"),
            rule("(?:CREATE|ALTER) PUBLICATION .*? TABLE " + NAME + "\\b.*", "SHARE UPDATE EXCLUSIVE"),
            rule(
                    "CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:.*? )?ON (?:ONLY )?" + NAME + "\\s.*",
                    "SHARE UPDATE EXCLUSIVE"),
            rule("CREATE (?:UNIQUE )?INDEX (?:.*? )?ON (?:ONLY )?" + NAME + "\\s.*", "SHARE"),
            rule("CREATE (?:CONSTRAINT )?TRIGGER .*? ON " + NAME + "\\b.*", "SHARE ROW EXCLUSIVE"),
            rule("REFRESH MATERIALIZED VIEW CONCURRENTLY " + NAME + "\\b.*", "EXCLUSIVE"),
            rule("REFRESH MATERIALIZED VIEW " + NAME + "\\b.*", "ACCESS EXCLUSIVE"),
            rule("ANALYZE " + NAME + "\\b.*", "SHARE UPDATE EXCLUSIVE"),
            rule("ANALYZE()", "SHARE UPDATE EXCLUSIVE"),
            rule("TRUNCATE (?:TABLE )?(?:ONLY )?" + NAME + "\\b.*", "ACCESS EXCLUSIVE"),
            rule("DROP TABLE (?:IF EXISTS )?" + NAME + "\\b.*", "ACCESS EXCLUSIVE"),
            rule("COMMENT ON TABLE " + NAME + "\\b.*", "SHARE UPDATE EXCLUSIVE"),
            rule("INSERT INTO " + NAME + "\\b.*", "ROW EXCLUSIVE"),
            rule("UPDATE (?:ONLY )?" + NAME + "\\b.*", "ROW EXCLUSIVE"),
            rule("DELETE FROM (?:ONLY )?" + NAME + "\\b.*", "ROW EXCLUSIVE"));

    private static final Pattern MADE = Pattern.compile(
            "CREATE (?:UNLOGGED |FOREIGN )?(?:TABLE|MATERIALIZED VIEW) (?:IF NOT EXISTS )?" + NAME + "\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private record Rule(Pattern statement, String mode) {}

    private static Rule rule(String statement, String mode) {
        return new Rule(Pattern.compile(statement, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), mode);
    }

    /** The lock of one statement; nothing where no table that was there before is locked. */
    public static Optional<Lock> of(String statement) {
        String text = statement.strip().replaceAll(";$", "");
        for (Rule rule : RULES) {
            Matcher matcher = rule.statement().matcher(text);
            if (matcher.matches()) {
                return Optional.of(new Lock(
                        rule.mode(), matcher.group(1).isEmpty() ? "one table after the other" : matcher.group(1)));
            }
        }
        return Optional.empty();
    }

    /** The table that a statement makes, as it is written there. */
    public static Optional<String> made(String statement) {
        Matcher matcher = MADE.matcher(statement.strip());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return mode + " on " + on;
    }
}
