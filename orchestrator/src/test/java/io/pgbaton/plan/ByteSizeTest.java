package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0B,0,0B,0 B",
        "1023B,1023,1023B,1023 B",
        "8kB,8192,8KiB,8.0 KiB",
        "1536 KiB,1572864,1536KiB,1.5 MiB",
        "1MiB,1048576,1MiB,1.0 MiB",
        "1048575B,1048575,1048575B,1.0 MiB",
        "2GiB,2147483648,2GiB,2.0 GiB",
        "2048TiB,2251799813685248,2048TiB,2048.0 TiB"
    })
    void a_size_is_read_printed_exactly_and_printed_for_people(String text, long bytes, String exact, String human) {
        ByteSize size = ByteSize.parse(text);

        assertThat(size.bytes()).isEqualTo(bytes);
        assertThat(size).hasToString(exact);
        assertThat(ByteSize.parse(exact)).isEqualTo(size);
        assertThat(size.human()).isEqualTo(human);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "MiB", "-1MiB", "1MB", "1mib", "1.5GiB", "9999999999999TiB"})
    void what_is_no_size_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }
}
