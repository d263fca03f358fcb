package io.pgbaton.steps;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Everything that the preflight looks for on the servers. */
public final class Catalogue {
    private static final List<Check> ALL = Stream.of(
                    ServerChecks.ALL,
                    RightsChecks.ALL,
                    TableChecks.ALL,
                    TriggerChecks.ALL,
                    SequenceChecks.ALL,
                    ObjectChecks.ALL,
                    SchemaChecks.ALL,
                    ExtensionChecks.ALL,
                    LeftoverChecks.ALL,
                    CapacityChecks.ALL,
                    SwitchChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    /** By topic, each in the order in which it is told. */
    public static List<Check> all() {
        return ALL;
    }

    /** What the work of a check comes to, once every question in it is asked. */
    public static List<Finding> findings(Work work, Function<Probe, Answer> servers) {
        List<Finding> findings = new ArrayList<>(tried(work, servers));
        for (Probe probe : work.requires()) {
            if (!(probe instanceof Probe.Allows)) {
                findings.addAll(findings(probe, servers.apply(probe)));
            }
        }
        return findings;
    }

    /** What the facts say, corrected by what was tried: the server knows better than its catalogs tell. */
    public static List<Finding> tried(Work work, Function<Probe, Answer> servers) {
        List<Finding> findings = work.findings();
        for (Probe probe : work.requires()) {
            if (probe instanceof Probe.Allows allows) {
                findings = corrected(findings, allows, servers.apply(probe));
            }
        }
        return findings;
    }

    /** Takes away what was found in vain, adds what was not found, and gives the server's own words. */
    static List<Finding> corrected(List<Finding> findings, Probe.Allows trial, Answer answer) {
        if (!answer.decided()) {
            return findings;
        }
        Predicate<Finding> concerned =
                finding -> trial.rights().contains(new Probe.Right(finding.id(), finding.subject()));
        if (answer.yes()) {
            return findings.stream().filter(concerned.negate()).toList();
        }
        if (findings.stream().anyMatch(concerned)) {
            return findings;
        }
        Probe.Right right = trial.rights().get(0);
        List<Finding> all = new ArrayList<>(findings);
        all.add(new Finding(
                of(right.check()),
                right.subject(),
                "it is not so that " + trial.sentence() + ": " + answer.found(),
                Objects.requireNonNullElse(trial.remedy(), of(right.check()).remedy())));
        return all;
    }

    private static Check of(String id) {
        return ALL.stream().filter(check -> check.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<Finding> findings(Probe probe, Answer answer) {
        if (answer.yes()) {
            return differences(probe, answer);
        }
        return List.of(new Finding(
                asking(probe),
                probe.sentence(),
                "it is not so" + (answer.found().isBlank() ? "" : ": " + answer.found()),
                Objects.requireNonNullElse(probe.remedy(), "")));
    }

    /** What the answer yes found beside. */
    public static List<Finding> differences(Probe probe, Answer answer) {
        return Preflight.capped(answer.drift().stream()
                .map(one -> new Finding(
                        SchemaChecks.REHEARSAL_DIFFERS,
                        one.kind() + " " + one.object(),
                        "it differs once " + probe.sentence() + ": " + one.what()))
                .toList());
    }

    /** The check behind a question that is asked by doing. */
    private static Check asking(Probe probe) {
        if (probe instanceof Probe.Reaches reaches) {
            return reaches.from().server() == Server.TARGET ? RightsChecks.TARGET_REACHES : RightsChecks.SOURCE_REACHES;
        }
        if (probe instanceof Probe.Loads) {
            return SchemaChecks.REHEARSAL;
        }
        throw new IllegalArgumentException("no check asks whether " + probe.sentence());
    }
}
