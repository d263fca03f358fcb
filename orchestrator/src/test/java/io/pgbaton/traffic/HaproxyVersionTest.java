package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyVersionTest {
    @ParameterizedTest
    @CsvSource({
        "2.6.12-1+deb12u4, false",
        "2.6.20, true",
        "2.4.27, false",
        "2.4.28, true",
        "2.5.14, false",
        "3.0.5, false",
        "3.0.11-1+deb13u1, true",
        "3.2.26-1, true",
        "4.0.0, true",
        "unknown, false"
    })
    void those_that_lock_up_when_they_let_clients_through_again_are_known(String text, boolean canHold) {
        assertThat(HaproxyVersion.of(text).canHold()).isEqualTo(canHold);
    }
}
