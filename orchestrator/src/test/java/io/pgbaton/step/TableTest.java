package io.pgbaton.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TableTest {
    @Test
    void its_json_has_the_rows_as_they_are_when_it_is_written() {
        Table table = new Table("Sequences", List.of("name"), () -> List.of(List.of("a"), List.of("b")));

        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(JsonMapper.builder().build().writeValueAsString(table)))
                .isEqualTo(JsonMapper.builder()
                        .build()
                        .readTree("{\"title\":\"Sequences\",\"columns\":[\"name\"],\"rows\":[[\"a\"],[\"b\"]]}"));
    }
}
