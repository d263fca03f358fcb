package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.postgres.SchemaDump.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SheetTest {
    @Test
    void passwords_of_user_mappings_are_neither_shown_nor_kept() {
        Entry mapping = new Entry(
                "USER MAPPING",
                "-",
                "USER MAPPING app SERVER far",
                "CREATE USER MAPPING FOR app SERVER far OPTIONS (password 'it''s secret', \"user\" 'reader')");

        Sheet sheet = new Sheet.Builder()
                .schema("app", new SchemaDump(List.of(mapping), List.of()), "pgbaton_x")
                .build();

        assertThat(sheet.json()).contains("CREATE USER MAPPING FOR app").doesNotContain("secret");
    }

    @Test
    void differences_name_the_object_and_show_the_lines() {
        Sheet before = sheet("CREATE TABLE t (\n    a integer,\n    b text\n);");
        Sheet now = sheet("CREATE TABLE t (\n    a bigint,\n    b text\n);");

        assertThat(now.differences(before, Set.of(), true))
                .containsExactly("schema of app: TABLE public.t is different", "    - a integer,", "    + a bigint,");
        assertThat(now.differences(now, Set.of(), true)).isEmpty();
        assertThat(now.digest()).isNotEqualTo(before.digest()).hasSize(64);
        assertThat(Sheet.parse(now.json())).isEqualTo(now);
    }

    @Test
    void where_pg_dump_says_its_own_settings_is_no_difference() {
        String table = "CREATE TABLE t (\n    a integer\n);";

        assertThat(sheet("SET default_table_access_method = heap;\n" + table).digest())
                .isEqualTo(sheet(table).digest());
    }

    private static Sheet sheet(String table) {
        return new Sheet.Builder()
                .schema(
                        "app",
                        new SchemaDump(List.of(new Entry("TABLE", "public", "t", table)), List.of()),
                        "pgbaton_x")
                .build();
    }
}
