package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Several databases of one cluster go in one upgrade: a stream each, one switchover for all, a writer on each. */
class SeveralDatabasesIT {
    @Test
    void all_databases_of_a_cluster_change_sides_at_once_behind_pgbouncer() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            List<Writer> writers = write(
                    rig,
                    List.of("app", "second"),
                    database -> Writer.Options.at(lab.bouncerUrl(database), "postgres", lab.password()));
            rig.upgrades.add(rig.plan("several", "all", rig.behindPgBouncer("app", "second")));
            thereAndBackAndThere(rig, "several", writers);
            exact(rig, List.of("app", "second"), writers);
        }
    }

    @Test
    void a_database_whose_name_needs_quotes_changes_sides_without_a_proxy() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            List<String> databases = List.of("app", "Übung \"x\"-1");
            List<Writer> writers = write(
                    rig,
                    databases,
                    database -> Writer.Options.at(lab.eitherUrl(database), "postgres", lab.password())
                            .onError(Writer.OnError.RETRY));
            rig.upgrades.add(rig.plan("quoted", "['app', 'Übung \"x\"-1']", "traffic: {kind: fence}"));
            thereAndBackAndThere(rig, "quoted", writers);
            exact(rig, databases, writers);
        }
    }

    private static List<Writer> write(Rig rig, List<String> databases, Function<String, Writer.Options> options) {
        List<Writer> writers = new ArrayList<>();
        for (String database : databases) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE " + Identifier.quote(database));
            Comparison.load(rig.lab.login(SOURCE, database), "writer.sql");
            writers.add(Writer.start(options.apply(database).clients(3).rate(60)));
        }
        return writers;
    }

    private static void thereAndBackAndThere(Rig rig, String name, List<Writer> writers) {
        rig.reach(name, Goal.IN_SYNC);
        for (Goal goal : List.of(Goal.SWITCHED_OVER, Goal.SWITCHED_BACK, Goal.SWITCHED_OVER)) {
            rig.reach(name, goal);
            for (Writer writer : writers) {
                long before = writer.acknowledged();
                await().until(() -> writer.acknowledged() > before + 30);
            }
        }
        rig.reach(name, Goal.FINISHED);
        assertThat(rig.events)
                .filteredOn(event -> event.kind() == UpgradeEvent.Kind.FREEZE_ENDED)
                .hasSize(3);
    }

    private static void exact(Rig rig, List<String> databases, List<Writer> writers) {
        for (int i = 0; i < writers.size(); i++) {
            Writer.Report report = writers.get(i).stop();
            assertThat(report).returns(0L, Writer.Report::failed).returns(0L, Writer.Report::inDoubt);
            String database = databases.get(i);
            Writer.Verdict verdict =
                    writers.get(i).verify(rig.lab.url(TARGET, database), "postgres", rig.lab.password());
            assertThat(verdict.exact()).as(database + ": " + verdict).isTrue();
            for (Server server : Server.values()) {
                assertThat(rig.query(server, database, "SHOW default_transaction_read_only"))
                        .containsExactly(server == SOURCE ? "on" : "off");
            }
        }
    }
}
