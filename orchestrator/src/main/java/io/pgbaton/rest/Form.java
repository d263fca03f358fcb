package io.pgbaton.rest;

import io.pgbaton.report.Document;
import io.pgbaton.report.Html;
import io.pgbaton.report.Markdown;
import io.pgbaton.report.PlainText;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The forms in which a paper is answered. */
enum Form {
    json,
    html,
    markdown,
    text;

    /** @param data what the paper says, for programs */
    ResponseEntity<Object> of(Document document, Object data) {
        switch (this) {
            case html:
                return as("html", Html.of(document));
            case markdown:
                return as("markdown", Markdown.of(document));
            case text:
                return as("plain", PlainText.of(document, PlainText.Ink.NONE, Integer.MAX_VALUE));
            default:
                return ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(data);
        }
    }

    private static ResponseEntity<Object> as(String type, String text) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", type, StandardCharsets.UTF_8))
                .body(text);
    }
}
