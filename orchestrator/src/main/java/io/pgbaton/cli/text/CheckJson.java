package io.pgbaton.cli.text;

import io.pgbaton.engine.GrantScript;
import io.pgbaton.plan.Plan;
import io.pgbaton.step.Finding;
import java.util.List;

/**
 * A check for scripts.
 *
 * @param verdict the last line of the text
 * @param grants every missing right as a script for psql
 */
public record CheckJson(String name, boolean blocked, String verdict, List<Finding> findings, String grants) {
    public static CheckJson of(Plan plan, List<Finding> findings, boolean blocked) {
        return new CheckJson(
                plan.name(),
                blocked,
                CheckText.verdict(findings, blocked),
                Findings.worstFirst(findings),
                GrantScript.of(plan, findings));
    }
}
