package io.pgbaton.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.GrantScript;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.UpgradeReport;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.plan.Plan;
import io.pgbaton.report.DryRunPage;
import io.pgbaton.report.UpgradePage;
import io.pgbaton.step.Finding;
import java.time.Instant;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What can be read about an upgrade; none of it changes anything anywhere. */
@RestController
@RequestMapping("/api/upgrades/{name}")
final class ReadingsResource {
    private final Upgrades upgrades;

    ReadingsResource(Upgrades upgrades) {
        this.upgrades = upgrades;
    }

    /**
     * What the checks find on the servers now.
     *
     * @param blocked whether a finding keeps the upgrade from starting
     * @param grants every missing right as a script for psql
     */
    record Check(boolean blocked, List<Finding> findings, String grants) {}

    /** A line of the history; its detail is JSON already. */
    record Event(
            long id,
            Instant at,
            String who,
            String kind,
            String message,
            @JsonRawValue String detail) {
        static Event of(Journal.EventEntry entry) {
            return new Event(entry.id(), entry.at(), entry.who(), entry.kind(), entry.message(), entry.detail());
        }
    }

    /** Looks at both servers; the phase stays as it is. */
    @GetMapping("/check")
    Check check(@PathVariable("name") String name) {
        Plan plan = upgrades.plan(name);
        List<Finding> findings = upgrades.check(plan);
        return new Check(upgrades.blocks(plan, findings), findings, GrantScript.of(plan, findings));
    }

    /** Every statement that is still ahead, in order, with its undo: JSON, or a paper. */
    @GetMapping("/dry-run")
    ResponseEntity<Object> dryRun(
            @PathVariable("name") String name, @RequestParam(name = "format", defaultValue = "json") Form form) {
        Plan plan = upgrades.plan(name);
        DryRun dryRun = upgrades.dryRun(plan);
        return form.of(DryRunPage.of(dryRun, plan), dryRun);
    }

    /**
     * The history, oldest first.
     *
     * @param after the id of the last event that is known already; 0 for all
     */
    @GetMapping("/events")
    List<Event> events(
            @PathVariable("name") String name, @RequestParam(name = "after", defaultValue = "0") long after) {
        return upgrades.events(name, after).stream().map(Event::of).toList();
    }

    /** What happened and what remains: JSON, or a paper. */
    @GetMapping("/report")
    ResponseEntity<Object> report(
            @PathVariable("name") String name, @RequestParam(name = "format", defaultValue = "markdown") Form form) {
        UpgradeReport report = upgrades.report(name);
        return form.of(UpgradePage.of(report), report);
    }
}
