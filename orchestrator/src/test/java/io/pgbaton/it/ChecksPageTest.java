package io.pgbaton.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.pgbaton.engine.PlanChecks;
import io.pgbaton.hooks.HookChecks;
import io.pgbaton.step.Check;
import io.pgbaton.step.Check.Topic;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.steps.Catalogue;
import io.pgbaton.traffic.TrafficChecks;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all checks is made from their catalogue and from the tests that make them find something. */
class ChecksPageTest {
    private static final Path PAGE = Path.of("../docs/checks.md");
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pgbaton");
    private static final List<Check> CHECKS = Stream.of(
                    Catalogue.all(), PlanChecks.all(), TrafficChecks.all(), HookChecks.all())
            .flatMap(List::stream)
            .toList();

    private static final String NINETEEN = "needs a server of version 19, which the tests do not install";
    private static final String FILES_OBEY = "needs a file that this user may not write, and tests may run as root";

    /** Checks that no test here can make find anything, and why. */
    private static final Map<String, String> UNFIRED = Map.ofEntries(
            Map.entry("PF-V01", "needs a server before 10"),
            Map.entry("PF-R22", "needs a server before 12"),
            Map.entry("PF-Y03", "needs a server before 12"),
            Map.entry("PF-Y05", "needs a server that was built without libxml"),
            Map.entry(
                    "D-36",
                    "is told when the sequences are set, after the copy: SequencesIT.no_value_is_given_out_twice_over_and_back_and_over_again"),
            Map.entry("PF-U06", NINETEEN),
            Map.entry("PF-Y09-gone", NINETEEN),
            Map.entry("PF-Y20", NINETEEN),
            Map.entry("E-05", "is no finding of the check: a switch back where the plan keeps no way back"),
            Map.entry("TR-03", FILES_OBEY),
            Map.entry("TR-40", FILES_OBEY));

    /** What DOMAIN knows and SQL cannot tell. */
    private static final String BY_HAND = """
            ## Not decidable by SQL: look yourself

            | what | how | id |
            |---|---|---|
            | Is there room on the source's disk for the WAL that piles up during the copy? | on the host: `df` of the data directory; how much is written: `SELECT pg_current_wal_lsn()` twice, and `pg_wal_lsn_diff` | PF-S06 |
            | Is there room on the target's disk? | on the host: `df`, against 1.3 times `SELECT pg_database_size('…')` on the source | PF-T12 |
            | Does the address in `replication` lead past every pooler? | a pooler between the servers makes PF-C01 or PF-C02 fail; one that lets replication through is still in the way when it restarts | PF-S12 |
            | Is the traffic between the servers encrypted? | `sslmode: verify-full` in the plan; `sslrootcert` is a file on the host of the server that connects | PF-C03 |
            | Are there jobs outside of the database, such as cron, that write? | ask those who run them; each belongs to one server at any time | PF-X12 |
            | Do applications keep state in their sessions: LISTEN, advisory locks, temporary tables, prepared statements? | it is lost at the switchover, as at a restart | PF-X11 |
            | Does anybody make very large transactions, or many, during the upgrade? | `pg_stat_user_tables` twice; batch them, or plan around them | PF-O08 |
            | Are the clocks of both hosts alike? | `SELECT clock_timestamp()` on both; times in reports come from both | PF-O11 |
            | Do indexes hold what their tables hold? | `bt_index_check` of the extension amcheck, before; above all where PF-Y11 is found | PF-Y11 |

            ## Not looked for, because it needs nothing

            | what | why | id |
            |---|---|---|
            | `wal_keep_size` | slots keep the WAL | PF-S07 |
            | `track_commit_timestamp` | it adds details to messages about conflicts alone | PF-S13 |
            | parallel apply, two-phase | pgbaton does not use them | PF-T03, PF-T07 |
            | NOLOGIN of the subscriptions' owner | pgbaton logs in as it | PF-T09 |
            | ordinary triggers, rules, foreign keys | applying fires and checks none of them | PF-X01, PF-X03 to PF-X06 |
            | generated and identity columns, inheritance, temporary tables | each server computes, numbers and inherits by itself; sessions end at the switchover | PF-R12 to PF-R14, PF-R17, PF-R19 |
            | keys on the target, TRUNCATE with foreign keys | the schema brings the keys, and all tables are in one subscription | PF-R15, PF-R24 |
            | enums, domains, composite and registered types | they travel as text, by name | PF-Y01, PF-Y06, PF-Y07 |
            | statistics objects, comments, default privileges, the schema public | pg_dump brings them | PF-Y15, PF-Y17, PF-Y18 |
            | hash indexes, aclitem, isn, page checksums | everything is built anew | PF-T13 |
            | tables with a primary key, temporal keys, tables without columns | replication knows their rows by what is there | PF-R01, PF-R23, PF-R25 |
            | equal rows without a key | told with PF-R04: one of them is changed, as on the source | PF-R07 |
            | columns that one server has alone | the schema is loaded whole; what comes later is found before a switch (PF-O07) | PF-X10 |
            | modules that PostgreSQL has dropped | they are extensions that the target lacks (PF-E01) | PF-E07 |
            | locale providers | a missing database is created with the source's | PF-Y12 |
            | backups and long reports that only read | they do not keep a slot from being created | PF-O10 |
            | settings that make the load faster | they change how long it takes, and are told where it is planned | PF-T11 |
            """;

    @Test
    void the_committed_page_is_the_generated_one() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE)
                .as("write it again with: mvn -pl orchestrator test -Dtest=ChecksPageTest -Dregenerate=true")
                .hasContent(page());
    }

    @Test
    void every_check_is_made_to_find_something_by_a_test_or_has_a_reason() {
        Map<String, String> tests = tests();
        assertThat(CHECKS)
                .allSatisfy(check -> assertThat(tests.containsKey(check.id()) || UNFIRED.containsKey(check.id()))
                        .as(check.id() + " has a test")
                        .isTrue());
        assertThat(UNFIRED.keySet()).as("reasons that are not needed").doesNotContainAnyElementsOf(tests.keySet());
        List<String> known = CHECKS.stream().map(Check::id).toList();
        assertThat(known).containsAll(tests.keySet()).containsAll(UNFIRED.keySet());
    }

    @Test
    void ids_are_unique_and_nothing_is_left_untold() {
        assertThat(CHECKS.stream().map(Check::id)).doesNotHaveDuplicates();
        assertThat(CHECKS).allSatisfy(check -> {
            assertThat(check.what()).isNotBlank();
            assertThat(check.why()).as(check.id()).endsWith(".");
            assertThat(check.remedy().isBlank() && check.severity() != Severity.INFO)
                    .as(check.id() + " has a remedy")
                    .isFalse();
        });
    }

    @Test
    void whatever_can_be_found_is_in_the_catalogue() {
        List<Check> made = PRODUCT.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getRawType().isEquivalentTo(Check.class)
                        && field.getModifiers().contains(JavaModifier.STATIC))
                .map(ChecksPageTest::value)
                .toList();
        assertThat(CHECKS).containsExactlyInAnyOrderElementsOf(made);
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Checks")
                .and()
                .doNotBelongToAnyOf(Check.class)
                .should()
                .callConstructor(
                        Check.class,
                        String.class,
                        Severity.class,
                        Topic.class,
                        String.class,
                        String.class,
                        String.class,
                        String.class,
                        String.class)
                .orShould()
                .callMethod(Topic.class, "block", String.class, String.class, String.class)
                .orShould()
                .callMethod(Topic.class, "hazard", String.class, String.class, String.class)
                .orShould()
                .callMethod(Topic.class, "info", String.class, String.class, String.class)
                .because("what is found must be told on the page of checks, with the test that finds it")
                .check(PRODUCT);
    }

    private static Check value(JavaField field) {
        try {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            return (Check) reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By id the first test that says it makes the check find something. */
    private static Map<String, String> tests() {
        Map<String, String> first = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("io.pgbaton").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(Fires.class))
                        .forEach(method -> {
                            String name = method.getOwner().getSimpleName() + "." + method.getName();
                            for (String id :
                                    method.getAnnotationOfType(Fires.class).value()) {
                                first.merge(id, name, (one, other) -> one.compareTo(other) <= 0 ? one : other);
                            }
                        });
        return first;
    }

    private static String page() {
        Map<String, String> tests = tests();
        StringBuilder text = new StringBuilder("""
                # Checks

                `pgbaton check PLAN` looks for everything below, and so does each run before it begins. It changes nothing.

                BLOCK must be mended. HAZARD must be mended or acknowledged in the plan by its id, with the reason, which is
                printed with it: `acknowledge: [{finding: PF-R18, because: the cache fills itself}]`. INFO is worth knowing. Where
                one rule finds things of different weight or kind, all but the first have a word behind the id, as in
                `PF-O01-subscriber`; each id is one check and has one weight. Those whose answer may change are asked again right
                before a switch, when nothing is changed yet (step [confirm-checks](steps/confirm-checks.md)).

                Rights of a role that is no superuser are tried as well: what the upgrade will do is done in a transaction that is
                rolled back, and where the server does otherwise than its catalogs tell, the server is right. What would lock a table
                or end a session is not tried. Missing rights are also printed together, as one script for psql.

                `check` and `dry-run` write the same findings, as text, Markdown, HTML or JSON. What is asked by trying, that is
                rights, the connection from server to server and `check.rehearseSchema`, is asked by `check` and by a run alone.

                This page is generated. The last column names the test that makes it find something on real servers.
                """);
        for (Topic topic : Topic.values()) {
            List<Check> checks =
                    CHECKS.stream().filter(check -> check.topic() == topic).toList();
            if (checks.isEmpty()) {
                continue;
            }
            text.append("\n## ")
                    .append(topic.title())
                    .append("\n\n| id | | what | why | remedy | pgbaton | servers | test |\n");
            text.append("|---|---|---|---|---|---|---|---|\n");
            checks.forEach(check -> text.append("| ")
                    .append(List.of(
                                    "`" + check.id() + "`",
                                    check.severity().toString(),
                                    check.what(),
                                    check.why(),
                                    check.remedy(),
                                    check.itself(),
                                    check.servers(),
                                    tests.containsKey(check.id())
                                            ? "`" + tests.get(check.id()) + "`"
                                            : "none: " + UNFIRED.get(check.id()))
                            .stream()
                            .map(cell -> cell.replace("|", "\\|"))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n"));
        }
        return text.append("\n").append(BY_HAND).toString();
    }
}
