package io.pgbaton.rest;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The signals of the lifecycle. Each starts work in the background and is answered as soon as that has begun. */
@RestController
@RequestMapping("/api/upgrades/{name}")
final class SignalsResource {
    private final Upgrades upgrades;
    private final Workers workers;

    SignalsResource(Upgrades upgrades, Workers workers) {
        this.upgrades = upgrades;
        this.workers = workers;
    }

    /**
     * Gives a signal: 202 and the status of the moment once the work has begun, 409 if it is not possible now or somebody
     * is working on the upgrade. How the work ends is told by the status and by {@code GET …/job}.
     */
    @PostMapping("/{signal}")
    ResponseEntity<Status> give(
            @PathVariable("name") String name, @PathVariable("signal") String word, InputStream body)
            throws IOException {
        boolean approved = Approval.given(Body.text(body));
        Signal signal = signal(word);
        Status status = upgrades.remembered(name);
        if (signal == Signal.PAUSE) {
            workers.pause(name);
        } else {
            if (!status.phase().running()) {
                allowed(status, signal, approved);
                // Whoever goes on waits for no verdict about the switch before.
                upgrades.endSwitchComparison(name);
            }
            workers.refuseIfAtWork(name);
            Goal goal = allowed(status, signal, approved);
            workers.start(name, signal, goal);
        }
        return accepted(name);
    }

    private Goal allowed(Status status, Signal signal, boolean approved) {
        Goal goal = goal(status, signal);
        if (signal == Signal.SWITCH_OVER && !approved && upgrades.needsApproval(status.name())) {
            throw new RefusedException(
                    Problem.APPROVAL_MISSING,
                    "the plan wants a person's word ('approval'); send the body {\"approve\": true} to switch over");
        }
        return goal;
    }

    /** Confirms that what the status asks for in {@code question} is done: 202, or 409 if nothing is asked. */
    @PostMapping("/confirm")
    ResponseEntity<Status> confirm(@PathVariable("name") String name) {
        upgrades.remembered(name);
        if (!upgrades.questions().confirm(name)) {
            throw new RefusedException(
                    Problem.NOTHING_ASKED, "this process asks nothing about it; see 'question' of its status");
        }
        return accepted(name);
    }

    private ResponseEntity<Status> accepted(String name) {
        return ResponseEntity.accepted()
                .location(UpgradesResource.address(name))
                .body(upgrades.remembered(name));
    }

    /** What this process started last for the upgrade, and how it ended; after a restart nothing, see the events. */
    @GetMapping("/job")
    Job job(@PathVariable("name") String name) {
        upgrades.remembered(name);
        return workers.job(name)
                .orElseThrow(() -> new RefusedException(
                        Problem.NO_JOB,
                        "this process has started no work on it; GET …/events tells what others did before"));
    }

    private static Signal signal(String word) {
        try {
            return Signal.ofWord(word);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Problem.UNKNOWN_SIGNAL, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The goal of the signal. Work that a crash cut short goes to the end of its own phase or is abandoned, not past it: a
     * signal for a later phase must not take an approval for granted.
     */
    private Goal goal(Status status, Signal signal) {
        Goal goal = upgrades.goalOf(status.name(), signal);
        if (status.phase().running() && signal != Signal.ABANDON) {
            Goal own = upgrades.goalOf(status.name(), Signal.RESUME);
            if (goal != own) {
                throw new RefusedException(Refusals.notAllowed(
                        signal.word() + " is not possible while the upgrade is " + status.phase()
                                + "; resume goes to the end of this phase",
                        possible(status.phase())));
            }
        }
        return goal;
    }

    private static List<Signal> possible(Phase interrupted) {
        boolean undoable = interrupted == Phase.REPLICATING || interrupted.switching();
        return undoable ? List.of(Signal.RESUME, Signal.ABANDON) : List.of(Signal.RESUME);
    }
}
