package io.pgbaton.rest;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.UnknownUpgradeException;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.plan.PlanException;
import io.pgbaton.plan.PlanFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Upgrades: taking plans in, telling where each stands.
 *
 * <p>A posted plan may say {@code ${env:NAME}} and {@code ${file:PATH}} like any other: they mean the environment and the
 * files of the serving process, relative paths its working directory. Whoever has the token can thereby use any secret
 * that this process can read, by sending it as a password to a server of their choice; give the token to those only who
 * could log in as the user of this process.
 */
@RestController
@RequestMapping("/api/upgrades")
final class UpgradesResource {
    /** What messages, and the status of the upgrade, call a plan that came without a file. */
    private static final String POSTED = "posted-plan.yaml";

    private final Upgrades upgrades;

    UpgradesResource(Upgrades upgrades) {
        this.upgrades = upgrades;
    }

    /** Takes a plan in: 201 for a new upgrade, 200 if it is known with the same plan, 409 if with another one. */
    @PostMapping(consumes = {"application/yaml", "text/yaml", "text/plain", "application/json"})
    ResponseEntity<Status> add(InputStream body) throws IOException {
        PlanFile file = parse(Body.text(body));
        String name = file.plan().name();
        boolean known = known(name);
        try {
            upgrades.add(file);
        } catch (Journal.ExistsException e) {
            // Somebody posted it at the same moment: compare with theirs.
            known = true;
            upgrades.add(file);
        }
        URI address = address(name);
        return (known ? ResponseEntity.ok().location(address) : ResponseEntity.created(address))
                .body(upgrades.remembered(name));
    }

    static URI address(String name) {
        return URI.create("/api/upgrades/" + name);
    }

    private static PlanFile parse(String text) {
        try {
            return PlanFile.parse(text, POSTED, Path.of("").toAbsolutePath());
        } catch (PlanException e) {
            throw new RefusedException(Refusals.with(
                    Problem.PLAN_INVALID.detail("mend the lines listed and post the plan again; nothing was kept"),
                    "problems",
                    e.problems()));
        }
    }

    private boolean known(String name) {
        try {
            upgrades.remembered(name);
            return true;
        } catch (UnknownUpgradeException e) {
            return false;
        }
    }

    /** All upgrades, the newest first, from the journal alone. */
    @GetMapping
    List<Status> all() {
        return upgrades.all();
    }

    /** Where one stands, with live figures: the same JSON as {@code pgbaton status NAME --json}. */
    @GetMapping("/{name}")
    Status one(@PathVariable("name") String name) {
        return upgrades.status(name);
    }
}
