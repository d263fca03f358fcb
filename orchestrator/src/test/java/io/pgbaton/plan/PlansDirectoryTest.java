package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlansDirectoryTest {

    @ParameterizedTest
    @MethodSource("plans")
    void every_plan_that_we_hand_out_is_valid_and_named_after_its_file(Path file) {
        Plan plan = PlanFile.read(file).plan();

        assertThat(file).hasFileName(plan.name() + ".yaml");
    }

    @Test
    void every_kind_of_traffic_has_an_example() throws IOException {
        List<Class<?>> kinds = plans().stream()
                .flatMap(file -> PlanFile.read(file).plan().traffic().stream())
                .<Class<?>>map(Object::getClass)
                .distinct()
                .toList();

        assertThat(kinds).containsExactlyInAnyOrder(Traffic.class.getPermittedSubclasses());
    }

    static List<Path> plans() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../plans"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
