package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.plan.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerInUrlTest {
    private static final Address OLD = new Address("old", 5432);
    private static final Address NEW = new Address("new", 5433);
    private static final Address SIX = new Address("::1", 5432);

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://old:5432/orders?x=1, jdbc:postgresql://new:5433/orders?x=1",
        "jdbc:postgresql://old/orders, jdbc:postgresql://new:5433/orders",
        "postgres://app:p%40ss@OLD:5432/orders, postgres://app:p%40ss@new:5433/orders",
        "postgresql+asyncpg://app@old, postgresql+asyncpg://app@new:5433",
        "old:5432, new:5433",
        "old, new",
        "5432, 5433"
    })
    void host_and_port_alone_are_exchanged(String before, String after) {
        ServerInUrl there = ServerInUrl.of(before).orElseThrow();

        assertThat(there.isAt(OLD)).isTrue();
        assertThat(there.isAt(NEW)).isFalse();
        assertThat(there.at(NEW)).isEqualTo(after);
        assertThat(ServerInUrl.of(after).orElseThrow().isAt(NEW)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://new:5433/x, jdbc:postgresql://[::1]:5432/x",
        "jdbc:postgresql://[::1]/x, jdbc:postgresql://[::1]/x",
        "new:5433, [::1]:5432",
        "new, ::1"
    })
    void an_address_of_ipv6_stands_in_brackets_before_a_port(String before, String after) {
        assertThat(ServerInUrl.of(before).orElseThrow().at(SIX)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://old,new/orders", "host=old port=5432", "", "jdbc:postgresql:orders"})
    void what_does_not_name_one_server_is_not_guessed_at(String value) {
        assertThat(ServerInUrl.of(value)).isEmpty();
    }
}
