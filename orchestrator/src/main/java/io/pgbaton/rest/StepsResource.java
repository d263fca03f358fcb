package io.pgbaton.rest;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.StepStatus;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import java.util.List;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The steps of the current phase: held one by one, and let go on. */
@RestController
@RequestMapping("/api/upgrades/{name}/steps")
final class StepsResource {
    private final Upgrades upgrades;
    private final Workers workers;

    StepsResource(Upgrades upgrades, Workers workers) {
        this.upgrades = upgrades;
        this.workers = workers;
    }

    /** The steps in their order, each with how far it is. */
    @GetMapping
    List<StepStatus> steps(@PathVariable("name") String name) {
        return upgrades.steps(name);
    }

    /**
     * Holds a step, after a restart too: the upgrade pauses when it gets there, at the next move if it is there. 202, or
     * 409 for a step that is done or of another phase.
     */
    @PostMapping("/{step}/pause")
    ResponseEntity<List<StepStatus>> pause(@PathVariable("name") String name, @PathVariable("step") String step) {
        Phase phase = working(upgrades.remembered(name));
        if (phase == Phase.PLANNED) {
            throw new NotAllowedException(
                    "a check only reads, and takes seconds: its steps are not paused", List.of(Signal.CHECK));
        }
        upgrades.holdStep(name, step);
        return accepted(name);
    }

    /**
     * Releases a step and lets the upgrade go on, from where it paused to the next step that is held or the end of the
     * phase. 202, or 409 for a step that is done or of another phase.
     */
    @PostMapping("/{step}/start")
    ResponseEntity<List<StepStatus>> start(@PathVariable("name") String name, @PathVariable("step") String step) {
        upgrades.releaseStep(name, step);
        if (workers.goesOn(name)) {
            return accepted(name);
        }
        Goal goal = upgrades.goalOf(name, Signal.RESUME);
        try {
            workers.start(name, Signal.RESUME, goal);
        } catch (UpgradeLock.HeldException e) {
            // Another process works on the upgrade: it is the one that goes on with the step.
            return accepted(name);
        }
        return accepted(name);
    }

    private ResponseEntity<List<StepStatus>> accepted(String name) {
        return ResponseEntity.accepted()
                .location(UpgradesResource.address(name))
                .body(upgrades.steps(name));
    }

    private static Phase working(Status status) {
        return Objects.requireNonNullElse(status.resumesTo(), status.phase());
    }
}
