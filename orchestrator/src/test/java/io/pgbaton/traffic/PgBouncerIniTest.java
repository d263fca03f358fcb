package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgBouncerIniTest {
    private static final Address NEW = new Address("new", 5433);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    app = host=old port=5432                 | app = host=new port=5433
                    app=host=old port=5432                   | app=host=new port=5433
                    app = port=5432 host=old dbname=x        | app = port=5433 host=new dbname=x
                    app = host='old' port='5432'             | app = host='new' port='5433'
                    app = host = old  port  =  5432          | app = host = new  port  =  5433
                    app = host=old                           | app = host=new port=5433
                    app = host='old' user=me                 | app = host='new' port=5433 user=me
                    app = password='a host=old ''b''' host=old port=1 | app = password='a host=old ''b''' host=new port=5433
                    app = connect_query='select ''port=5432''' host=old port=5432 | app = connect_query='select ''port=5432''' host=new port=5433
                    app = hostile=1 host=old export=2 port=5432 | app = hostile=1 host=new export=2 port=5433
                    app = host=a,b port=5432                 | app = host=new port=5433
                    """)
    void rewrites_host_and_port_and_nothing_else(String before, String after) {
        assertThat(pointed("[databases]\n" + before + "\n")).isEqualTo("[databases]\n" + after + "\n");
    }

    @Test
    void keeps_comments_order_line_ends_and_other_entries() {
        String before = "; app = host=old port=5432\r\n# [databases]\r\n\r\n[pgbouncer]\r\napp = host=old\r\n"
                + "[databases] \r\n\t app = host=old port=5432 \t\r\n;app = host=old\r\napp2 = host=old port=5432\r\n"
                + "[users]\r\napp = pool_mode=session";
        assertThat(pointed(before))
                .isEqualTo(before.replace("\t app = host=old port=5432", "\t app = host=new port=5433"));
    }

    @Test
    void knows_an_entry_on_the_line_of_its_section() {
        assertThat(pointed("[databases] app = host=old port=1")).isEqualTo("[databases] app = host=new port=5433");
    }

    @Test
    void keeps_bytes_that_are_no_utf8() {
        String before = "[databases]\napp = host=old port=5432 password='\u00e9\u00ff'\n";
        assertThat(pointed(before, StandardCharsets.ISO_8859_1))
                .isEqualTo(before.replace("host=old port=5432", "host=new port=5433"));
    }

    @Test
    void finds_the_entry_in_a_second_databases_section() {
        assertThat(pointed(
                        "[databases]\nb = host=x\n[pgbouncer]\nlisten_port = 1\n[databases]\napp = host=old port=1\n"))
                .contains("b = host=x\n", "app = host=new port=5433");
    }

    @Test
    void rewrites_several_entries_and_the_fallback() {
        PgBouncerIni ini = ini("[databases]\n* = host=old port=5432\na.b-C_1 = port=5432 host=old\nc = host=old\n");
        assertThat(text(ini.pointing(List.of("a.b-C_1", "*"), NEW)))
                .isEqualTo("[databases]\n* = host=new port=5433\na.b-C_1 = port=5433 host=new\nc = host=old\n");
    }

    @Test
    void there_and_back_is_where_it_was() {
        String before = "[databases]\napp = host='old' port=5432 dbname=x\n";
        PgBouncerIni there = ini(before).pointing(List.of("app"), NEW);
        assertThat(text(there.pointing(List.of("app"), new Address("old", 5432))))
                .isEqualTo(before);
    }

    @Test
    void a_port_that_is_the_default_is_not_written_where_there_was_none() {
        assertThat(text(ini("[databases]\napp = host=old\n").pointing(List.of("app"), new Address("new", 5432))))
                .isEqualTo("[databases]\napp = host=new\n");
    }

    @Test
    void reads_what_the_running_pgbouncer_would_show() {
        PgBouncerIni.Entry entry =
                ini("[databases]\napp = host='old' dbname='my''db'\n").entry("app");
        assertThat(entry.host()).isEqualTo("old");
        assertThat(entry.port()).isEqualTo("5432");
        assertThat(entry.database()).isEqualTo("my'db");
        assertThat(ini("[databases]\napp = port=1\n").entry("app").database()).isEqualTo("app");
    }

    @Test
    void a_tab_between_values_belongs_to_the_value_as_pgbouncer_reads_it() {
        assertThat(ini("[databases]\napp = host=old\tport=1\n").entry("app").host())
                .isEqualTo("old\tport=1");
    }

    @Test
    void says_which_entries_there_are_when_one_is_missing() {
        refused("[databases]\nb = host=x\nc = host=y\n", "no entry app", "b, c");
    }

    @Test
    void does_not_follow_an_include() {
        refused("%include other.ini\n[databases]\nb = host=x\n", "no entry app", "%include", "the file that holds it");
    }

    @Test
    void does_not_choose_between_two_entries_of_one_name() {
        refused("[databases]\napp = host=x\n\napp = host=y\n", "twice", "lines 2 and 4");
    }

    @Test
    void does_not_choose_between_two_hosts() {
        refused("[databases]\napp = host=x host=y\n", "line 2", "two values of host");
    }

    @Test
    void refuses_to_make_a_server_of_a_unix_socket() {
        refused("[databases]\napp = dbname=x\n", "line 2", "no host=");
    }

    @ParameterizedTest
    @CsvSource({
        "'[databases\napp = host=x', 1",
        "'[databases]\njunk', 2",
        "'[databases]\n\"my db\" = host=x', 2",
        "'[databases]\napp = host=''x', 2",
        "'[databases]\napp = host', 2"
    })
    void names_the_line_that_is_not_understood(String text, int line) {
        refused(text, "line " + line + " is not understood");
    }

    private static void refused(String text, String... parts) {
        assertThatThrownBy(() -> pointed(text))
                .isInstanceOf(TrafficException.class)
                .hasMessageContainingAll(parts);
    }

    private static String pointed(String text) {
        return pointed(text, StandardCharsets.UTF_8);
    }

    private static String pointed(String text, Charset charset) {
        byte[] after = new PgBouncerIni(text.getBytes(charset))
                .pointing(List.of("app"), NEW)
                .bytes();
        return new String(after, charset);
    }

    private static PgBouncerIni ini(String text) {
        return new PgBouncerIni(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(PgBouncerIni ini) {
        return new String(ini.bytes(), StandardCharsets.UTF_8);
    }
}
