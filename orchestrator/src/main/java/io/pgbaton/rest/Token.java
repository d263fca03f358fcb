package io.pgbaton.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one secret that opens the REST API. Whoever has it can do what this process can: run plans against the servers
 * they name, with passwords from this process's environment and files.
 */
public final class Token {
    /** Fewer characters could be tried through. */
    private static final int LEAST = 16;

    private static final String SCHEME = "bearer ";

    private final byte[] digest;
    private final @Nullable String announced;

    private Token(String value, boolean announced) {
        this.digest = sha256(value);
        this.announced = announced ? value : null;
    }

    /**
     * The token that the operator chose, or a new one if there is none.
     *
     * @throws IllegalArgumentException if it is too short or cannot stand in a header
     */
    public static Token of(@Nullable String chosen) {
        if (chosen == null) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(random), true);
        }
        if (chosen.length() < LEAST || !chosen.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("PGBATON_TOKEN must have at least " + LEAST
                    + " printable ASCII characters and no space; 'openssl rand -hex 24' makes one,"
                    + " and without the variable pgbaton makes one itself");
        }
        return new Token(chosen, false);
    }

    /** The value, if it was made here and nobody else can know it yet; to be shown once. */
    @Nullable
    String announced() {
        return announced;
    }

    /** Whether the header is {@code Bearer} and this token; takes as long for a wrong one as for the right one. */
    boolean opens(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        return MessageDigest.isEqual(
                digest, sha256(authorization.substring(SCHEME.length()).trim()));
    }

    private static byte[] sha256(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "****";
    }
}
