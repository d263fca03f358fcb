package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Goal;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is no superuser is told every right that is missing, and needs no other. */
class RightsIT {
    private static final String NAME = "rights";
    private static final List<String> FORWARD = List.of(
            "BLOCK PF-C12 source role mover",
            "BLOCK PF-C12 source/app role mover",
            "BLOCK PF-C04 source role mover",
            "BLOCK PF-C07 source/app role mover",
            "BLOCK PF-C08 target role mover",
            "BLOCK PF-C08 target/app role mover",
            "BLOCK PF-C07 target/postgres role mover",
            "BLOCK PF-C09 target/app owner keeper",
            "BLOCK PF-C04 source role copier",
            "BLOCK PF-C04 source/app role copier",
            "BLOCK PF-C04 source/app schema vault",
            "BLOCK PF-C05 source/app vault.coin",
            "BLOCK B-01 source/app");
    private static final List<String> REVERSE = List.of(
            "BLOCK PF-C12 target role mover",
            "BLOCK PF-C04 target role mover",
            "BLOCK PF-C08 source role mover",
            "BLOCK PF-C04 target role copier");

    @Fires({"PF-C01", "PF-C04", "PF-C05", "PF-C07", "PF-C08", "PF-C09", "PF-C12"})
    @ParameterizedTest(name = "{0} to {1}, way back: {2}")
    @CsvSource({"13, 18, false", "16, 18, true"})
    void the_statements_that_are_printed_give_every_right_that_a_whole_upgrade_needs(
            int source, int target, boolean reverse) {
        try (Lab lab = Lab.start(source, target);
                Rig rig = new Rig(lab)) {
            roles(rig, Server.SOURCE);
            roles(rig, Server.TARGET);
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app OWNER keeper");
            rig.sql(
                    SOURCE,
                    "app",
                    "CREATE SCHEMA vault AUTHORIZATION keeper",
                    "CREATE TABLE vault.coin (id int PRIMARY KEY)",
                    "ALTER TABLE vault.coin ENABLE ROW LEVEL SECURITY",
                    "ALTER TABLE vault.coin OWNER TO keeper",
                    "CREATE TABLE vault.customer (id bigint PRIMARY KEY, name text)",
                    "ALTER TABLE vault.customer OWNER TO keeper",
                    "REVOKE CONNECT ON DATABASE app FROM PUBLIC",
                    // Who may not connect cannot look around.
                    "GRANT CONNECT ON DATABASE app TO mover");
            PlanFile file = plan(rig, reverse);
            Plan plan = file.plan();
            Inspection inspection = new Inspection(rig);

            List<String> expected = new ArrayList<>(FORWARD);
            if (reverse) {
                expected.addAll(REVERSE);
            }
            assertThat(inspection.found(plan)).containsAll(expected);
            assertThat(inspection.answers(plan)).isNotEmpty().noneMatch(Answer::yes);
            assertThat(names(inspection.asked(plan)))
                    .as("the servers refuse what the catalogs tell they would")
                    .containsAll(inspection.found(plan))
                    .filteredOn(it -> !it.contains(" PF-C01 ") && !it.contains(" PF-C02 "))
                    .hasSameSizeAs(inspection.found(plan));

            inspection.grant(plan);
            assertThat(inspection.found(plan)).isEmpty();
            assertThat(inspection.asked(plan)).isEmpty();
            assertThat(inspection.answers(plan)).hasSize(reverse ? 2 : 1).allMatch(Answer::yes);

            rig.upgrades.add(file);
            thereAndBackAndThere(rig, reverse);
        }
    }

    private static List<String> names(List<Finding> findings) {
        return findings.stream()
                .map(it -> it.severity() + " " + it.id() + " " + it.subject())
                .toList();
    }

    private static void thereAndBackAndThere(Rig rig, boolean reverse) {
        List<String> written = new ArrayList<>();
        rig.reach(NAME, Goal.IN_SYNC);
        write(rig, SOURCE, written);
        rig.reach(NAME, Goal.SWITCHED_OVER);
        if (reverse) {
            write(rig, TARGET, written);
            rig.reach(NAME, Goal.SWITCHED_BACK);
            write(rig, SOURCE, written);
            rig.reach(NAME, Goal.SWITCHED_OVER);
        }
        write(rig, TARGET, written);
        rig.reach(NAME, Goal.FINISHED);
        assertThat(rig.query(TARGET, "app", "SELECT name FROM vault.customer ORDER BY id"))
                .isEqualTo(written);
    }

    private static void write(Rig rig, Server server, List<String> written) {
        String name = "customer " + written.size();
        rig.sql(server, "app", "INSERT INTO vault.customer VALUES (" + written.size() + ", '" + name + "')");
        written.add(name);
    }

    private static void roles(Rig rig, Server server) {
        String password = " PASSWORD '" + rig.lab.password() + "'";
        rig.sql(
                server,
                "postgres",
                "CREATE ROLE mover LOGIN" + password,
                "CREATE ROLE copier NOLOGIN" + password,
                "CREATE ROLE keeper");
    }

    private static PlanFile plan(Rig rig, boolean reverse) {
        String text = rig.plan(
                        NAME,
                        "[app]",
                        "publication: listed",
                        "roles: expect",
                        "reverse: {enabled: " + reverse + "}",
                        "traffic: {kind: fence}")
                .text()
                .replace("  user: postgres\n", "  user: mover\n")
                .replace("  replication:\n", "  replication:\n    user: copier\n    password: ${file:password}\n");
        return PlanFile.parse(text, "rights.yaml", rig.folder);
    }
}
