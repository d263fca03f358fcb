package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {

    @Test
    void absent_keys_have_their_documented_defaults() {
        Plan plan = Plans.least();

        assertThat(plan.name()).isEqualTo("orders-15-to-18");
        assertThat(plan.source())
                .isEqualTo(new Endpoint(
                        "old-db",
                        5432,
                        "postgres",
                        null,
                        SslMode.PREFER,
                        null,
                        null,
                        "postgres",
                        Replication.asEndpoint()));
        assertThat(plan.databases().all()).isTrue();
        assertThat(plan.publication()).isEqualTo(Publishing.ALL_TABLES);
        assertThat(plan.roles()).isEqualTo(RolePolicy.COPY);
        assertThat(plan.tablesWithoutKey()).isEqualTo(KeylessTables.REFUSE);
        assertThat(plan.copy()).isEqualTo(new Copy(4, ByteSize.parse("40MiB"), true, 100, Duration.ofHours(24)));
        assertThat(plan.catchUp())
                .isEqualTo(new CatchUp(new ByteSize(1024 * 1024), Duration.ofSeconds(5), Duration.ofHours(12)));
        assertThat(plan.sequences()).isEqualTo(new Sequences(new Margin(1000L), 1000));
        assertThat(plan.approval()).isEqualTo(Approval.OPERATOR);
        assertThat(plan.switchover().freezeBudget()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.switchover().openTransactions()).isEqualTo(OpenTransactions.WAIT);
        assertThat(plan.traffic()).containsExactly(new FenceTraffic());
        assertThat(plan.reverse().enabled()).isTrue();
        assertThat(plan.limits())
                .isEqualTo(new Limits(
                        Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(30), Duration.ofMinutes(2)));
        assertThat(plan.acknowledge()).isEmpty();
    }

    @Test
    void every_key_is_read() {
        Plan plan = PlanFile.parse("""
                        name: everything
                        source:
                          host: 10.0.0.1
                          port: 5433
                          user: admin
                          password: ${env:OLD}
                          sslmode: verify-full
                          sslrootcert: /ca.crt
                          systemIdentifier: 7301234567890123456
                          maintenanceDatabase: template1
                          replication: { host: old.internal, port: 6000, user: repl, sslmode: require, sslrootcert: /c,
                                         passfile: /p }
                        target: { host: "::1", user: admin, password: "${file:secrets/new}" }
                        databases: [orders, all]
                        publication: listed
                        roles: expect
                        tablesWithoutKey: full
                        tables:
                          - { table: public.z, by: pause }
                          - { table: public.a, by: index, index: a_key }
                          - { table: public.m, by: full }
                        statistics: transfer
                        copy: { workers: 64, deferIndexes: false, timeout: 2d }
                        catchUp: { maxLag: 64kB, stableFor: 200ms, timeout: 5min }
                        sequences: { margin: 0 }
                        approval: none
                        switchover: { freezeBudget: 100ms, openTransactions: terminate }
                        traffic:
                          kind: pgbouncer
                          console: { host: bouncer, user: admin, password: "${env:B}" }
                          configFile: /etc/pgbouncer.ini
                          databases: [orders]
                          source: { host: a, port: 1 }
                        reverse: { enabled: false }
                        limits: { connectTimeout: 1s, lockTimeout: 1s, statementTimeout: 1h, reconnect: 0s }
                        acknowledge:
                          - { finding: PF-R21, because: none is used any more }
                          - { finding: PF-R18, because: "caches, they fill themselves" }
                        """, "x.yaml", Path.of("/plans")).plan();

        Replication replication = new Replication("old.internal", 6000, "repl", null, SslMode.REQUIRE, "/c", "/p");
        assertThat(plan.source())
                .isEqualTo(new Endpoint(
                        "10.0.0.1",
                        5433,
                        "admin",
                        Secret.of("${env:OLD}", Path.of("")),
                        SslMode.VERIFY_FULL,
                        "/ca.crt",
                        "7301234567890123456",
                        "template1",
                        replication));
        assertThat(plan.target().host()).isEqualTo("::1");
        assertThat(plan.databases()).isEqualTo(new Databases(List.of("orders", "all")));
        assertThat(plan.publication()).isEqualTo(Publishing.LISTED);
        assertThat(plan.roles()).isEqualTo(RolePolicy.EXPECT);
        assertThat(plan.tablesWithoutKey()).isEqualTo(KeylessTables.FULL);
        assertThat(plan.tables())
                .containsExactly(
                        new TableDecision("public.a", TableDecision.By.INDEX, "a_key"),
                        new TableDecision("public.m", TableDecision.By.FULL, null),
                        new TableDecision("public.z", TableDecision.By.PAUSE, null));
        assertThat(plan.leftToPause()).containsExactly("public.z");
        assertThat(plan.comparesWholeRows("public.m")).isTrue();
        assertThat(plan.comparesWholeRows("public.z")).isFalse();
        assertThat(plan.comparesWholeRows("public.any")).isTrue();
        assertThat(plan.statistics()).isEqualTo(StatisticsUse.TRANSFER);
        assertThat(plan.copy()).isEqualTo(new Copy(64, ByteSize.parse("40MiB"), false, 100, Duration.ofDays(2)));
        assertThat(plan.catchUp())
                .isEqualTo(new CatchUp(new ByteSize(65536), Duration.ofMillis(200), Duration.ofMinutes(5)));
        assertThat(plan.sequences().margin()).isEqualTo(new Margin(0L));
        assertThat(plan.approval()).isEqualTo(Approval.NONE);
        assertThat(plan.switchover().freezeBudget()).isEqualTo(Duration.ofMillis(100));
        assertThat(plan.switchover().openTransactions()).isEqualTo(OpenTransactions.TERMINATE);
        PgBouncerTraffic traffic = (PgBouncerTraffic) plan.traffic().get(0);
        assertThat(traffic.console())
                .isEqualTo(new Console("bouncer", 6432, "admin", Secret.of("${env:B}", Path.of(""))));
        assertThat(traffic.databases()).containsExactly("orders");
        assertThat(traffic.sourceOf(plan)).hasToString("a:1");
        assertThat(traffic.targetOf(plan)).hasToString("[::1]:5432");
        assertThat(plan.reverse().enabled()).isFalse();
        assertThat(plan.limits().reconnect()).isZero();
        assertThat(plan.acknowledge())
                .containsExactly(
                        new Acknowledgement("PF-R18", "caches, they fill themselves"),
                        new Acknowledgement("PF-R21", "none is used any more"));
        assertThat(plan.acknowledged("PF-R21")).contains("none is used any more");
        assertThat(plan.acknowledged("PF-R03")).isEmpty();
    }

    @Test
    void traffic_may_be_a_list_in_the_order_in_which_it_is_told() {
        Plan plan = PlanFile.parse(
                        Plans.LEAST.replace(
                                "  kind: fence",
                                "  - kind: fence\n  - kind: pgbouncer\n    console: {host: b, user: u}\n"
                                        + "    configFile: /b.ini\n    databases: [a]"),
                        "x")
                .plan();
        assertThat(plan.traffic()).hasExactlyElementsOfTypes(FenceTraffic.class, PgBouncerTraffic.class);
        assertThat(plan.holdsClients()).isTrue();
        assertThat(plan.holdsEveryClient()).isFalse();
        assertThat(PlanFile.parse(Plans.LEAST.replace("  kind: fence", "  - kind: fence"), "x")
                        .plan()
                        .traffic())
                .containsExactly(new FenceTraffic());
    }

    @Test
    void one_database_may_stand_without_brackets() {
        assertThat(PlanFile.parse(Plans.LEAST.replace("databases: all", "databases: orders"), "x")
                        .plan()
                        .databases())
                .isEqualTo(new Databases(List.of("orders")));
    }

    @Test
    void a_section_whose_keys_are_all_commented_out_is_as_if_absent() {
        assertThat(Plans.leastAnd("copy:\n  # workers: 8\n")).isEqualTo(Plans.least());
    }

    @Test
    void a_file_is_read_with_its_text_and_its_directory(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("orders.yaml");
        Files.writeString(file, Plans.LEAST + "# said in passing: größer\n");

        PlanFile read = PlanFile.read(file);

        assertThat(read.plan()).isEqualTo(Plans.least());
        assertThat(read.text()).endsWith("größer\n");
        assertThat(read.directory()).isEqualTo(directory);
        assertThat(read.shownName()).isEqualTo(file.toString());
    }

    @Test
    void a_secret_file_lies_beside_the_plan(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("pw"), "s3cret\n");
        Path file = directory.resolve("orders.yaml");
        Files.writeString(file, Plans.LEAST.replace("host: old-db", "host: old-db\n  password: ${file:pw}"));

        Secret password = PlanFile.read(file).plan().source().password();

        assertThat(password).isNotNull();
        assertThat(password.reveal()).isEqualTo("s3cret");
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing.yaml");
        Path latin = directory.resolve("latin.yaml");
        Files.write(latin, "name: gr\u00f6\u00dfer".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PlanFile.read(missing))
                .isInstanceOf(PlanException.class)
                .hasMessage(missing + ": there is no such file; 'pgbaton plan new' writes one to begin with");
        assertThatThrownBy(() -> PlanFile.read(latin)).hasMessage(latin + ": is not UTF-8 text; save it as UTF-8");
        assertThatThrownBy(() -> PlanFile.read(directory)).hasMessageContaining("cannot be read");
    }

    @Test
    void the_other_server_connects_as_pgbaton_does_unless_told_otherwise() {
        Plan plan = PlanFile.parse(
                        Plans.LEAST.replace("host: old-db", "host: old-db\n  password: ${env:PW}\n  sslmode: require"),
                        "x")
                .plan();

        assertThat(plan.source().asSeenByPeer())
                .isEqualTo(new PeerAddress(
                        "old-db", 5432, "postgres", Secret.of("${env:PW}", Path.of("")), SslMode.REQUIRE, null, null));
    }

    @Test
    void the_password_of_pgbaton_is_not_lent_to_another_role_nor_used_beside_a_passfile() {
        String withPassword =
                Plans.LEAST.replace("host: old-db", "host: old-db\n  password: ${env:PW}\n  replication: %s");

        assertThat(PlanFile.parse(withPassword.formatted("{ user: repl }"), "x")
                        .plan()
                        .source()
                        .asSeenByPeer()
                        .password())
                .isNull();
        assertThat(PlanFile.parse(withPassword.formatted("{ passfile: /p }"), "x")
                        .plan()
                        .source()
                        .asSeenByPeer())
                .isEqualTo(new PeerAddress("old-db", 5432, "postgres", null, SslMode.PREFER, null, "/p"));
    }

    @Test
    void printing_a_plan_shows_no_secret() {
        Plan plan = PlanFile.parse(Plans.LEAST.replace("host: old-db", "host: old-db\n  password: ${env:PATH}"), "x")
                .plan();

        assertThat(plan.toString()).contains("password=****").doesNotContain(System.getenv("PATH"));
    }
}
