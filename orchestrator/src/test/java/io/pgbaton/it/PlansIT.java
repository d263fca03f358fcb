package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.KeylessTables;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.plan.RolePolicy;
import io.pgbaton.plan.Traffic;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every plan that is handed out does what it says: as the file stands but for the places it names, under clients that come in
 * its own way, on servers that have what it presupposes and the rights that the check asks for, no more.
 */
class PlansIT {
    /** The role of the clients. */
    private static final String CLIENT = "shop_app";

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void a_plan_that_we_hand_out_moves_a_live_database(Path file) {
        Plan said = PlanFile.read(file).plan();
        try (Lab lab = Lab.start(15, 18, offered(said));
                Rig rig = new Rig(lab);
                Surroundings surroundings = new Surroundings(rig)) {
            PlanFile plan = LabPlan.of(file, rig, surroundings);
            assertThat(PlanDigest.differences(said, plan.plan()))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).matches("(?:" + LabPlan.REPLACED + "): .*"));
            presuppose(rig, plan.plan());
            rig.upgrades.add(plan);
            Map<String, Writer> writers = write(rig, plan.plan(), surroundings);
            thereAndBackAndThere(rig, plan.plan(), writers);
            exact(rig, plan.plan(), writers);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../plans"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> databases(Plan plan) {
        return plan.databases().all()
                ? List.of("orders", "billing")
                : plan.databases().names();
    }

    private static List<String> offered(Plan plan) {
        return Surroundings.offered(plan, databases(plan));
    }

    /** What the plan takes for granted, then what the check still asks for. */
    private static void presuppose(Rig rig, Plan plan) {
        role(rig, SOURCE, CLIENT);
        logins(rig, SOURCE, plan.source());
        logins(rig, TARGET, plan.target());
        String owner = plan.source().user();
        for (String database : databases(plan)) {
            rig.sql(
                    SOURCE,
                    "postgres",
                    "CREATE DATABASE " + Identifier.quote(database) + " OWNER " + Identifier.quote(owner));
            Writer.Login login = new Writer.Login(rig.lab.url(SOURCE, database), owner, rig.lab.password());
            Comparison.load(login, "writer.sql");
            if (plan.tablesWithoutKey() == KeylessTables.FULL) {
                Comparison.load(login, "keyless.sql");
            }
        }
        List<Finding> findings = rig.upgrades.check(plan);
        if (plan.roles() == RolePolicy.EXPECT) {
            assertThat(findings).extracting(Finding::subject).contains("target role " + CLIENT);
            role(rig, TARGET, owner);
            role(rig, TARGET, CLIENT);
        }
        new Inspection(rig)
                .follow(findings.stream()
                        .filter(finding -> finding.severity() == Finding.Severity.BLOCK)
                        .filter(finding -> !finding.id().equals("PF-Y15"))
                        .toList());
        List<Finding> left = rig.upgrades.check(plan);
        assertThat(rig.upgrades.blocks(plan, left)).as(left.toString()).isFalse();
        for (Server server : Server.values()) {
            assertThat(rig.query(server, "postgres", "SELECT rolname FROM pg_roles WHERE rolsuper"))
                    .as("who was made a superuser")
                    .containsExactly("postgres");
        }
    }

    private static void logins(Rig rig, Server server, Endpoint endpoint) {
        role(rig, server, endpoint.user());
        role(rig, server, endpoint.asSeenByPeer().user());
    }

    private static void role(Rig rig, Server server, String name) {
        if (rig.query(server, "postgres", "SELECT rolname FROM pg_roles").contains(name)) {
            return;
        }
        rig.sql(
                server,
                "postgres",
                "CREATE ROLE " + Identifier.quote(name) + " LOGIN PASSWORD '" + rig.lab.password() + "'");
    }

    /** A writer for each database and each way to it. */
    private static Map<String, Writer> write(Rig rig, Plan plan, Surroundings surroundings) {
        Map<String, Writer> writers = new LinkedHashMap<>();
        for (String database : databases(plan)) {
            for (Traffic traffic : plan.traffic()) {
                String url = surroundings.url(traffic, database);
                Writer.Options options = Writer.Options.at(url, CLIENT, rig.lab.password())
                        .onError(traffic.sparesErrors() ? Writer.OnError.FAIL : Writer.OnError.RETRY);
                writers.put(
                        database + " by " + traffic.getClass().getSimpleName(),
                        Writer.start(options.clients(3).rate(60)));
            }
        }
        someMore(writers);
        return writers;
    }

    /** As a run of the command line goes: it rests where the plan wants a person's word. */
    private static void thereAndBackAndThere(Rig rig, Plan plan, Map<String, Writer> writers) {
        if (rig.upgrades.needsApproval(plan.name())) {
            rig.reach(plan.name(), Goal.IN_SYNC);
            someMore(writers);
        }
        rig.reach(plan.name(), Goal.SWITCHED_OVER);
        someMore(writers);
        if (plan.reverse().enabled()) {
            rig.reach(plan.name(), Goal.SWITCHED_BACK);
            someMore(writers);
            rig.reach(plan.name(), Goal.SWITCHED_OVER);
        } else {
            assertThat(rig.run(plan.name(), Goal.SWITCHED_BACK).kind()).isEqualTo(Outcome.Kind.BACKED_OUT);
        }
        someMore(writers);
    }

    private static void someMore(Map<String, Writer> writers) {
        for (Writer writer : writers.values()) {
            long before = writer.acknowledged();
            await().until(() -> writer.acknowledged() > before + 30);
        }
    }

    private static void exact(Rig rig, Plan plan, Map<String, Writer> writers) {
        Lab lab = rig.lab;
        for (Writer writer : writers.values()) {
            assertThat(writer.stop()).returns(0L, Writer.Report::failed).returns(0L, Writer.Report::inDoubt);
        }
        for (String database : databases(plan)) {
            if (plan.reverse().enabled()) {
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> sameRows(lab, database));
            }
        }
        rig.reach(plan.name(), Goal.FINISHED);
        writers.forEach((way, writer) -> {
            String database = way.substring(0, way.indexOf(" by "));
            Writer.Verdict verdict = writer.verify(lab.url(TARGET, database), "postgres", lab.password());
            assertThat(verdict.exact()).as(way + ": " + verdict).isTrue();
            assertThat(rig.query(SOURCE, database, "SHOW default_transaction_read_only"))
                    .containsExactly("on");
            assertThat(rig.query(TARGET, database, "SHOW default_transaction_read_only"))
                    .containsExactly("off");
        });
    }

    /** Of the marker's table each side has rows of its own. */
    private static void sameRows(Lab lab, String database) {
        Comparison compared = Comparison.of(lab.login(SOURCE, database), lab.login(TARGET, database));
        assertThat(compared.differences())
                .filteredOn(difference -> !difference.table().endsWith(".marker"))
                .isEmpty();
        assertThat(compared.rows()).isGreaterThan(100);
    }
}
