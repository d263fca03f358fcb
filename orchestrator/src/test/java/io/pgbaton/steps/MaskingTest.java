package io.pgbaton.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Sql;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private static Sql masked(String type, String sql) {
        return Masking.of(new Entry(type, "-", "x", sql));
    }

    @Test
    void of_a_user_mapping_only_the_name_of_the_user_is_shown() {
        String sql = "CREATE USER MAPPING FOR app SERVER s OPTIONS (\n    \"user\" 'u',\n    password 'a''b\nc',\n"
                + "    \"odd, \"\"name\" E'x\\\\''y'\n);";

        assertThat(masked("USER MAPPING", sql).statements()).containsExactly(sql);
        assertThat(masked("USER MAPPING", sql).shown())
                .containsExactly("CREATE USER MAPPING FOR app SERVER s OPTIONS (\n    \"user\" 'u',\n"
                        + "    password '****',\n    \"odd, \"\"name\" '****'\n);");
    }

    @Test
    void of_a_server_options_that_sound_like_a_secret_are_not_shown() {
        String sql = "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (\n    host 'h',\n    \"sslpassword\" 'p',\n"
                + "    api_key 'k'\n);";

        assertThat(masked("SERVER", sql).shown().get(0)).contains("host 'h'").doesNotContain("'p'", "'k'");
    }

    @Test
    void everything_else_is_shown_as_it_is() {
        String sql = "CREATE TABLE t (\n    password 'x'\n);";

        assertThat(masked("TABLE", sql)).isEqualTo(Sql.of(sql));
    }
}
