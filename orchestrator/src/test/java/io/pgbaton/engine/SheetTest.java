package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.postgres.SchemaDump.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheetTest {
    @Test
    void what_is_kept_of_an_approval_has_no_password_of_a_user_mapping() {
        Entry mapping = new Entry(
                "USER MAPPING",
                "-",
                "USER MAPPING app SERVER s",
                "CREATE USER MAPPING FOR app SERVER s OPTIONS (\n    password 'never-shown'\n);");

        assertThat(new Sheet.Builder()
                        .schema("orders", new SchemaDump(List.of(mapping), List.of()), "pgbaton_x")
                        .build()
                        .json())
                .contains("CREATE USER MAPPING FOR app SERVER s")
                .doesNotContain("never-shown");
    }
}
