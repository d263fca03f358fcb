package io.pgbaton.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTest {
    private static final String CHOSEN = "0123456789abcdef";

    @Test
    void opens_to_itself_alone() {
        Token token = Token.of(CHOSEN);

        assertThat(token.opens("Bearer " + CHOSEN)).isTrue();
        assertThat(token.opens("bearer " + CHOSEN)).isTrue();
        assertThat(token.opens("Bearer " + CHOSEN + "0")).isFalse();
        assertThat(token.opens("Bearer ")).isFalse();
        assertThat(token.opens("Basic " + CHOSEN)).isFalse();
        assertThat(token.opens(CHOSEN)).isFalse();
        assertThat(token.opens(null)).isFalse();
    }

    @Test
    void one_that_was_made_here_is_announced_once_and_opens() {
        Token token = Token.of(null);
        String announced = announcement(token);

        assertThat(announced).contains("token").contains(String.valueOf(token.announced()));
        assertThat(token.opens("Bearer " + token.announced())).isTrue();
        assertThat(String.valueOf(token.announced())).hasSizeGreaterThanOrEqualTo(32);
        assertThat(String.valueOf(Token.of(null).announced())).isNotEqualTo(token.announced());
    }

    @Test
    void one_that_the_operator_chose_is_never_shown() {
        Token token = Token.of(CHOSEN);

        assertThat(announcement(token)).doesNotContain(CHOSEN);
        assertThat(token.toString()).isEqualTo("****");
    }

    private static String announcement(Token token) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RestConfiguration.announce(new PrintStream(out), 8432, token);
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with a space in its middle", "umlauts-äöü-äöü-äöü"})
    void one_that_is_weak_or_no_header_is_refused_with_what_to_do(String chosen) {
        assertThatThrownBy(() -> Token.of(chosen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PGBATON_TOKEN")
                .hasMessageContaining("openssl rand");
    }
}
