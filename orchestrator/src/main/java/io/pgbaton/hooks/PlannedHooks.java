package io.pgbaton.hooks;

import io.pgbaton.engine.Edge;
import io.pgbaton.engine.Hooks;
import io.pgbaton.plan.Hook;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanException;
import io.pgbaton.plan.Program;
import io.pgbaton.plan.Secret;
import io.pgbaton.plan.Secrets;
import io.pgbaton.step.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hooks of a plan, asked one after the other. */
public final class PlannedHooks implements Hooks {
    private final Plan plan;
    private final Secrets secrets;
    private final @Nullable Webhook webhook;

    private PlannedHooks(Plan plan) {
        this.plan = plan;
        this.secrets = Secrets.of(plan);
        this.webhook = plan.hooks().stream().anyMatch(hook -> hook.webhook() != null) ? new Webhook() : null;
    }

    /** The hooks that the plan names. Asks none of them yet. */
    public static Hooks of(Plan plan) {
        return plan.hooks().isEmpty() ? Hooks.none() : new PlannedHooks(plan);
    }

    @Override
    public List<Heard> pass(Edge edge, long passage, Duration limit) {
        List<Heard> heard = new ArrayList<>();
        long began = System.nanoTime();
        for (Hook hook : plan.hooks()) {
            if (edge.meant(hook)) {
                Duration left = limit.minusNanos(System.nanoTime() - began);
                Heard one = ask(hook, Occasion.of(plan, edge, passage), least(hook.timeout(), left));
                heard.add(one);
                if (one.failed() && edge.vetoes(hook)) {
                    throw new Veto("the hook " + one.hook() + " says no " + edge.name() + ": " + one.said(), heard);
                }
            }
        }
        return heard;
    }

    private static Duration least(Duration own, Duration left) {
        Duration positive = left.isNegative() ? Duration.ZERO : left;
        return own.compareTo(positive) < 0 ? own : positive;
    }

    private Heard ask(Hook hook, Occasion occasion, Duration limit) {
        long began = System.nanoTime();
        Ending ending =
                limit.isZero() ? Ending.failed("was not asked: no time was left") : answer(hook, occasion, limit);
        double millis = Math.round((System.nanoTime() - began) / 10_000.0) / 100.0;
        String said = ending.how() + (ending.output().isEmpty() ? "" : ": " + ending.output());
        String masked = secrets.mask(said);
        String shown = masked.length() <= Ending.SHOWN ? masked : masked.substring(0, Ending.SHOWN) + "…";
        return new Heard(hook.name(), ending.failed(), millis, shown);
    }

    private Ending answer(Hook hook, Occasion occasion, Duration limit) {
        Program run = hook.run();
        return run != null
                ? ProgramRun.run(run, occasion, secrets.variables(), limit)
                : Objects.requireNonNull(webhook)
                        .post(Objects.requireNonNull(hook.webhook()), hook.token(), occasion, limit);
    }

    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        for (Hook hook : plan.hooks()) {
            Program run = hook.run();
            if (run != null && !ProgramRun.exists(run)) {
                findings.add(new Finding(
                        HookChecks.NO_PROGRAM,
                        "hook " + hook.name(),
                        "there is no such program that this user may run",
                        "name it with its whole path in hooks[].run, and make it executable"));
            }
            Secret token = hook.token();
            if (token != null) {
                try {
                    token.reveal();
                } catch (PlanException e) {
                    findings.add(new Finding(
                            HookChecks.NO_TOKEN,
                            "hook " + hook.name(),
                            String.valueOf(e.getMessage()),
                            "see hooks[].token"));
                }
            }
        }
        return findings;
    }
}
