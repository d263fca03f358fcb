package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.GrantScript;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import io.pgbaton.steps.Catalogue;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The preflight alone, read step by step, without an upgrade around it. */
record Inspection(Rig rig) {
    JdbcServers servers(Plan plan) {
        Map<String, String> environment =
                Map.of("PGBATON_CLIENT_PATH", rig.lab.clientPrograms().toString());
        return new JdbcServers(plan, "test:1", ClientPrograms.ofEnvironment(environment));
    }

    List<Finding> findings(Plan plan) {
        try (JdbcServers servers = servers(plan)) {
            List<Finding> findings = new ArrayList<>();
            for (Step step : Workflow.steps(Phase.PLANNED)) {
                Work work = step.work(facts(plan, servers));
                assertThat(work.moves()).isEmpty();
                findings.addAll(work.findings());
            }
            return Fires.Proof.told(findings);
        }
    }

    /** The same with every question asked, and what may be tried tried. */
    List<Finding> asked(Plan plan) {
        try (JdbcServers servers = servers(plan)) {
            return Fires.Proof.told(Workflow.steps(Phase.PLANNED).stream()
                    .flatMap(step -> Catalogue.findings(step.work(facts(plan, servers)), servers::ask).stream())
                    .toList());
        }
    }

    /** Severity, id and subject of each. */
    List<String> found(Plan plan) {
        return findings(plan).stream()
                .map(it -> it.severity() + " " + it.id() + " " + it.subject())
                .toList();
    }

    /** What the servers say to the requirements, but for trials of rights. */
    List<Answer> answers(Plan plan) {
        try (JdbcServers servers = servers(plan)) {
            List<Answer> answers = new ArrayList<>();
            for (Step step : Workflow.steps(Phase.PLANNED)) {
                for (Probe probe : step.work(facts(plan, servers)).requires()) {
                    if (!(probe instanceof Probe.Allows)) {
                        answers.add(servers.ask(probe));
                    }
                }
            }
            return answers;
        }
    }

    /** Does as the remedies say, as a superuser. */
    void follow(List<Finding> findings) {
        for (Finding finding : findings) {
            Paste paste = finding.paste();
            if (paste != null) {
                rig.sql(paste.at().server(), paste.at().database(), paste.sql().split(";\n"));
            }
        }
    }

    /** Runs the script of missing rights, line by line as psql would. */
    void grant(Plan plan) {
        String script = GrantScript.of(plan, findings(plan));
        Server server = Server.SOURCE;
        String database = "";
        for (String line : script.split("\n")) {
            if (line.startsWith("-- on the ")) {
                server = line.startsWith("-- on the source") ? Server.SOURCE : Server.TARGET;
            } else if (line.startsWith("\\connect ")) {
                database = line.substring("\\connect ".length()).replace("\"", "");
            } else {
                rig.sql(server, database, line);
            }
        }
    }

    static Facts facts(Plan plan, JdbcServers servers) {
        return new Facts() {
            @Override
            public Plan plan() {
                return plan;
            }

            @Override
            public List<String> databases() {
                return plan.databases().names();
            }

            @Override
            public long passage() {
                return 1;
            }

            @Override
            public Catalog at(Place place) {
                return servers.catalog(place);
            }

            @Override
            public Catalog cluster(Server server) {
                return servers.catalog(clusterPlace(server));
            }

            @Override
            public Place clusterPlace(Server server) {
                return servers.clusterPlace(server);
            }

            @Override
            public boolean exists(Place place) {
                return !cluster(place.server())
                        .ask("database", place.database())
                        .isEmpty();
            }
        };
    }
}
