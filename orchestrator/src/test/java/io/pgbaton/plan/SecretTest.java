package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SecretTest {
    @TempDir
    Path directory;

    @Test
    void a_variable_is_looked_up_when_it_is_needed() {
        Map<String, String> environment = new HashMap<>();
        Secret secret = Secret.of("${env:PW}", directory, environment::get);

        assertThatThrownBy(secret::reveal)
                .isInstanceOf(PlanException.class)
                .hasMessage("the secret ${env:PW} cannot be read: the environment variable PW is not set;"
                        + " export it and try again");
        environment.put("PW", "s3cret");
        assertThat(secret.reveal()).isEqualTo("s3cret");
    }

    @Test
    void a_file_is_read_without_its_last_line_break() throws Exception {
        Files.writeString(directory.resolve("pw"), " s3 cret \r\n");
        Files.writeString(directory.resolve("two"), "a\n\n");

        assertThat(Secret.of("${file:pw}", directory).reveal()).isEqualTo(" s3 cret ");
        assertThat(Secret.of("${file:" + directory.resolve("pw") + "}", Path.of("/"))
                        .reveal())
                .isEqualTo(" s3 cret ");
        assertThat(Secret.of("${file:two}", directory).reveal()).isEqualTo("a\n");
    }

    @Test
    void a_file_that_is_missing_or_empty_is_named() throws Exception {
        Files.writeString(directory.resolve("empty"), "\n");

        assertThatThrownBy(() -> Secret.of("${file:no}", directory).reveal())
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("the secret ${file:no} cannot be read: " + directory.resolve("no"));
        assertThatThrownBy(() -> Secret.of("${file:empty}", directory).reveal())
                .hasMessage("the secret ${file:empty} is empty; give it a value and try again");
    }

    @Test
    void it_shows_its_reference_and_never_its_value() {
        Secret secret = Secret.of("${env:PW}", directory, name -> "s3cret");

        assertThat(secret).hasToString("****");
        assertThat(secret.reference()).isEqualTo("${env:PW}");
        assertThat(new JsonMapper().writeValueAsString(secret)).isEqualTo("\"${env:PW}\"");
    }

    @Test
    void two_secrets_of_the_same_reference_are_equal() {
        assertThat(Secret.of("${env:PW}", directory))
                .isEqualTo(Secret.of("${env:PW}", Path.of("/elsewhere")))
                .hasSameHashCodeAs(Secret.of("${env:PW}", Path.of("/elsewhere")))
                .isNotEqualTo(Secret.of("${env:OTHER}", directory));
    }
}
