package io.pgbaton.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The body of a request as text of bounded size. */
final class Body {
    /** Bytes. A plan has some thousand. */
    private static final int LIMIT = 1024 * 1024;

    private Body() {}

    /** Throws {@link RefusedException} if it is longer than 1 MiB or not UTF-8. */
    static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw new RefusedException(
                    Problem.BODY_TOO_LARGE, "a body may have 1 MiB at most; a plan file needs a few thousand bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(Problem.BODY_INVALID, "the body is not UTF-8 text; send it as UTF-8");
        }
    }
}
