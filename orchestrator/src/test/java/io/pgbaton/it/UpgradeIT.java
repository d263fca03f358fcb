package io.pgbaton.it;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole upgrade between the majors, on server programs of this machine. */
class UpgradeIT {
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"13, 18", "14, 17", "15, 18", "16, 18", "17, 18"})
    void moves_a_live_database_and_back_and_again_without_losing_a_row(int source, int target) {
        try (Lab lab = Lab.start(source, target)) {
            WholeUpgrade.on(lab);
        }
    }
}
