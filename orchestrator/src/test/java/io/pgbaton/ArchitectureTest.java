package io.pgbaton;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house plan as rules: who may know whom. A rule that fails says why it is there. */
final class ArchitectureTest {
    private static final String ROOT = "io.pgbaton";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Read left to right: a package may import only packages that come before it. */
    private static final List<String> CHAIN =
            List.of("postgres", "plan", "step", "steps", "upgrade", "engine", "report");

    /** They implement a port; value: the last package of the chain that they may import. */
    private static final Map<String, String> ADAPTERS = Map.of(
            "postgres.jdbc", "plan",
            "journal", "engine",
            "hooks", "engine",
            "machine", "engine",
            "traffic", "engine");

    /** Thin faces of the engine's facade. */
    private static final List<String> FACES = List.of("rest", "web", "cli");

    @TestFactory
    Stream<DynamicTest> each_package_imports_only_packages_to_its_left() {
        return CHAIN.stream()
                .map(name -> test(
                        name,
                        importsOnly(name, upTo(CHAIN.get(Math.max(0, CHAIN.indexOf(name) - 1))))
                                .because("the packages are a chain, read left to right (" + String.join(" < ", CHAIN)
                                        + "): whoever reads one has read all that it rests on. Move the type to the left,"
                                        + " or let the right side pass in what is needed, as data or through a port")));
    }

    @TestFactory
    Stream<DynamicTest> an_adapter_imports_the_chain_and_no_other_adapter() {
        return ADAPTERS.keySet().stream()
                .sorted()
                .map(name -> test(
                        name,
                        importsOnly(name, upTo(ADAPTERS.get(name)))
                                .because(
                                        "an adapter implements one port and can be exchanged for another; what it shares"
                                                + " with another adapter belongs to the port's package")));
    }

    @TestFactory
    Stream<DynamicTest> a_face_imports_the_chain_and_neither_adapters_nor_other_faces() {
        return FACES.stream()
                .map(name -> test(
                        name,
                        importsOnly(name, CHAIN)
                                .because("every face shows the same facade of the engine; what only one of them can do,"
                                        + " or what it asks of an adapter, the others cannot tell")));
    }

    @Test
    void nobody_imports_the_root() {
        holds(noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("the root wires everything together; it knows all and is known by none"));
    }

    @Test
    void every_package_is_on_the_house_plan() {
        List<String> known = Stream.of(CHAIN, List.copyOf(ADAPTERS.keySet()), FACES)
                .flatMap(List::stream)
                .map(ArchitectureTest::pattern)
                .toList();
        holds(classes()
                .should()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(ROOT), known.stream()).toArray(String[]::new))
                .because("a new package needs a place in the chain first, so that these rules watch it"));
    }

    @Test
    void only_the_jdbc_packages_talk_to_databases() {
        holds(noClasses()
                .that(are(List.of("postgres.jdbc", "journal")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "org.sqlite..", "org.flywaydb..")
                .because("source and target are reached through postgres.jdbc alone, where sessions are read-only,"
                        + " limited in time and known by name; the control database through journal alone"));
    }

    @Test
    void only_the_jdbc_packages_and_the_wiring_hold_a_data_source() {
        holds(noClasses()
                .that(are(List.of("postgres.jdbc", "journal"))
                        .or(resideInAPackage(ROOT))
                        .negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sql..", "com.zaxxer.hikari..")
                .because("a data source in other hands is a second way to a database; the root may hand one over"));
    }

    @Test
    void the_core_does_not_know_spring() {
        List<String> allowed = List.of("machine", "journal", "rest", "web", "cli");
        holds(noClasses()
                .that(are(allowed).or(resideInAPackage(ROOT)).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..")
                .because("the core is tested and read without a container; Spring belongs to the edges " + allowed
                        + " and to the root"));
    }

    @Test
    void the_state_machine_library_stays_in_its_package() {
        holds(noClasses()
                .that(are(List.of("machine")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.statemachine..", "reactor..")
                .because("nobody maintains the library any more; behind a port of one method it can be exchanged"));
    }

    @Test
    void the_core_does_not_log() {
        holds(noClasses()
                .that(are(CHAIN))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..", "ch.qos..")
                .because("the core tells what happens by events; one listener logs them, another counts them, so that"
                        + " nothing is told to the log alone"));
    }

    @Test
    void steps_and_nouns_have_no_clock() {
        List<String> timeless = CHAIN.subList(0, CHAIN.indexOf("engine"));
        holds(noClasses()
                .that(are(timeless))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("the same facts must give the same work, whenever they are read: a dry run is the run"));
    }

    @Test
    void there_is_one_jackson() {
        holds(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .because("Jackson 3 (tools.jackson) is the platform's; should a library bring its predecessor along, it"
                        + " would read the same file differently. The annotations are shared by both"));
    }

    @Test
    void no_two_packages_need_each_other() {
        holds(slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages in a circle can only be understood all at once"));
    }

    @Test
    void a_class_is_named_after_what_it_is() {
        holds(noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Service)(\\$.*)?")
                .orShould()
                .haveNameMatching(".*[.$]Abstract[A-Z][^.]*")
                .because("such a name fits any class and keeps none from growing; the noun of PostgreSQL or of the"
                        + " upgrade that it stands for tells more"));
    }

    @Test
    void the_rules_look_at_classes() {
        assertThat(PRODUCT).isNotEmpty();
    }

    /** Whatever of ours the package needs is itself or one of these. */
    private static ArchRule importsOnly(String name, List<String> others) {
        DescribedPredicate<JavaClass> allowed = are(others).or(are(List.of(name)));
        return noClasses()
                .that(are(List.of(name)))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(allowed.negate())
                        .as("are of ours and neither in " + name + " nor in " + others));
    }

    private static List<String> upTo(String last) {
        return CHAIN.subList(0, CHAIN.indexOf(last) + 1);
    }

    private static DescribedPredicate<JavaClass> are(List<String> names) {
        return resideInAnyPackage(names.stream().map(ArchitectureTest::pattern).toArray(String[]::new));
    }

    /** {@code postgres} has an adapter below it that must not count as itself; every other package has its subpackages. */
    private static String pattern(String name) {
        return ROOT + "." + name + (name.equals("postgres") ? "" : "..");
    }

    private static DynamicTest test(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> holds(rule));
    }

    /** A package may still be empty. */
    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }
}
