package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.postgres.Server;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The odd things that real schemas have, all of them carried over, written on both sides, and carried back. */
class OddSchemaIT {
    private static final String NAME = "odd";

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"13, 18", "15, 18"})
    void carries_every_odd_thing_over_and_back(int source, int target) {
        try (Lab lab = Lab.start(source, target);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "odd.sql");
            CatalogSnapshot before = CatalogSnapshot.of(lab);
            rig.upgrades.add(rig.plan(
                    NAME,
                    "[app]",
                    "traffic: {kind: fence}",
                    "tablesWithoutKey: full",
                    // loaded for a try it is the same as on the source, or it is not begun
                    "check: {rehearseSchema: true}",
                    "acknowledge: [{finding: PF-R18, because: a test}, {finding: D-34, because: a test}]"));
            rig.reach(NAME, Goal.IN_SYNC);
            alike(rig);
            write(lab, SOURCE);
            rig.reach(NAME, Goal.SWITCHED_OVER);
            write(lab, TARGET);
            alike(rig);
            rig.reach(NAME, Goal.SWITCHED_BACK);
            alike(rig);
            write(lab, SOURCE);
            rig.reach(NAME, Goal.SWITCHED_OVER);
            write(lab, TARGET);
            rig.reach(NAME, Goal.FINISHED);

            CatalogSnapshot after = CatalogSnapshot.of(lab);
            assertThat(CatalogSnapshot.differences(before.database(SOURCE, "app"), after.database(SOURCE, "app")))
                    .as("what is left on the source")
                    .isEmpty();
            assertThat(CatalogSnapshot.differences(
                            Majors.alike(before.database(SOURCE, "app")), Majors.alike(after.database(TARGET, "app"))))
                    .as("the schema of the target")
                    .isEmpty();
            assertThat(CatalogSnapshot.differences(Majors.cluster(before.of(SOURCE)), Majors.cluster(after.of(TARGET))))
                    .as("roles and their settings on the target")
                    .isEmpty();
        }
    }

    private static void alike(Rig rig) {
        assertThat(rig.upgrades.status(NAME).databases().get(0).drift())
                .as("what is not alike on both servers")
                .isEmpty();
    }

    /** Writes on the server, each time with fresh values of every sequence, and waits until the other one has it all. */
    private static void write(Lab lab, Server server) {
        for (int i = 0; i < 3; i++) {
            Comparison.load(lab.login(server, "app"), "odd-writes.sql");
        }
        Writer.Login first = lab.login(server, "app");
        Writer.Login second = lab.login(server.other(), "app");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Comparison compared = Comparison.of(first, second);
            // the marker of a switch is not sent: the new slot begins behind it
            assertThat(compared.differences())
                    .filteredOn(difference -> !difference.table().equals("pgbaton_odd.marker"))
                    .isEmpty();
            assertThat(compared.tables()).isGreaterThan(45);
        });
    }
}
