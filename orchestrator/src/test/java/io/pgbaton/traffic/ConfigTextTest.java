package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.FileFormat;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
    private static final String OLD = "jdbc:postgresql://old:5432/orders?a=1&b=2";
    private static final String NEW = "jdbc:postgresql://new:5433/orders?a=1&b=2";

    @Test
    void properties_keep_comments_order_and_everything_else() {
        changes(
                FileFormat.PROPERTIES,
                "# a comment with db.url=x\r\n! another\n\n other : 1\ndb.url = OLD\n  long = a\\\n   db.url=b\\\n\nlast",
                "db.url");
        changes(FileFormat.PROPERTIES, "db.url OLD\n", "db.url");
        changes(FileFormat.PROPERTIES, "db\\:url=OLD", "db:url");
        changes(FileFormat.PROPERTIES, "a\\ b:OLD\r\nc=d", "a b");
    }

    @Test
    void properties_over_several_lines_are_one_value() {
        ConfigText text = new ConfigText("a=1\nurl=jdbc:postgresql:\\\n   //old/x\nb=2", FileFormat.PROPERTIES);

        assertThat(text.value("url")).isEqualTo("jdbc:postgresql://old/x");
        assertThat(text.with("url", "jdbc:postgresql://new/x")).isEqualTo("a=1\nurl=jdbc:postgresql://new/x\nb=2");
    }

    @Test
    void yaml_keeps_comments_quotes_and_everything_else() {
        changes(
                FileFormat.YAML,
                "# ü\nspring:\n  datasource: # here\n    url: OLD   # the \uD83D\uDE00 server\n    user: \"x\"\n...\n",
                "spring.datasource.url");
        changes(FileFormat.YAML, "spring.datasource.url: \"OLD\"\nother: [1, 2]", "spring.datasource.url");
        changes(FileFormat.YAML, "spring.datasource: {url: 'OLD', n: 1}", "spring.datasource.url");
        changes(FileFormat.YAML, "pools:\n- url: a\n- url: OLD\n", "pools.1.url");
        changes(FileFormat.YAML, "a: 1\n---\nurl: OLD\n", "url");
    }

    @Test
    void a_port_stays_a_number() {
        assertThat(new ConfigText("db: {port: 5432}", FileFormat.YAML).with("db.port", "5433"))
                .isEqualTo("db: {port: 5433}");
        assertThat(new ConfigText("{\"db\":{\"port\": 5432 }}", FileFormat.JSON).with("db.port", "5433"))
                .isEqualTo("{\"db\":{\"port\": 5433 }}");
    }

    @Test
    void a_value_that_needs_quotes_in_yaml_gets_them() {
        assertThat(new ConfigText("url: //old", FileFormat.YAML).with("url", "a: b #c"))
                .isEqualTo("url: \"a: b #c\"");
    }

    @Test
    void env_keeps_comments_quotes_and_everything_else() {
        changes(FileFormat.ENV, "# DB=x\nexport DB=OLD # which\nOTHER=\"a b\"\n", "DB");
        changes(FileFormat.ENV, "A=1\r\nDB=\"OLD\"\r\nB=2\r\n", "DB");
        changes(FileFormat.ENV, "DB='OLD'", "DB");
    }

    @Test
    void an_env_value_that_a_shell_would_read_otherwise_is_refused() {
        ConfigText text = new ConfigText("DB=old\nQ='old'\n", FileFormat.ENV);

        assertThatThrownBy(() -> text.with("DB", "host=new port=1"))
                .isInstanceOf(TrafficException.class)
                .hasMessageContaining("put it in quotes");
        assertThatThrownBy(() -> text.with("DB", "$x")).hasMessageContaining("put it in quotes");
        assertThatThrownBy(() -> text.with("Q", "it's")).hasMessageContaining("put it in quotes");
        assertThat(text.with("Q", "host=new port=1")).isEqualTo("DB=old\nQ='host=new port=1'\n");
    }

    @Test
    void json_keeps_everything_else() {
        changes(
                FileFormat.JSON,
                "{ \"a\" : [1, {\"x\":null}],\n\t\"db\" : { \"url\"\t: \"OLD\" , \"pw\": \"\\u00fc\\\"\" } }\n",
                "db.url");
        changes(FileFormat.JSON, "{\"pools\":[{\"url\":\"a\"},{\"url\":\"OLD\"}]}", "pools.1.url");
    }

    @Test
    void a_key_that_is_missing_or_there_twice_is_refused() {
        for (FileFormat format : new FileFormat[] {FileFormat.PROPERTIES, FileFormat.ENV}) {
            assertThatThrownBy(() -> new ConfigText("A=1\nA=2\n", format).value("A"))
                    .hasMessage("the key A is there 2 times");
            assertThatThrownBy(() -> new ConfigText("A=1\n", format).value("B"))
                    .hasMessage("there is no key B with one value");
        }
        assertThatThrownBy(() -> new ConfigText("a.b: 1\na:\n  b: 2\n", FileFormat.YAML).value("a.b"))
                .hasMessage("the key a.b is there 2 times");
        assertThatThrownBy(() -> new ConfigText("a: {b: 2}\n", FileFormat.YAML).value("a"))
                .hasMessage("there is no key a with one value");
        assertThatThrownBy(() -> new ConfigText("a: |\n  2\n", FileFormat.YAML).value("a"))
                .hasMessage("there is no key a with one value");
    }

    @Test
    void a_broken_file_is_named_by_its_line_and_never_quoted() {
        assertThatThrownBy(() -> new ConfigText("a: 1\nb: [secret", FileFormat.YAML).value("a"))
                .hasMessageStartingWith("broken YAML in line ")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new ConfigText("{\"a\": 1,\n \"b\": secret}", FileFormat.JSON).value("a"))
                .hasMessageStartingWith("broken JSON in line 2")
                .hasMessageNotContaining("secret");
    }

    private static void changes(FileFormat format, String pattern, String key) {
        ConfigText text = new ConfigText(pattern.replace("OLD", OLD), format);

        assertThat(text.value(key)).isEqualTo(OLD);
        assertThat(text.with(key, NEW)).isEqualTo(pattern.replace("OLD", NEW));
    }
}
