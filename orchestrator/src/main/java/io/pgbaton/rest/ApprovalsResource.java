package io.pgbaton.rest;

import io.pgbaton.engine.Status;
import io.pgbaton.engine.Upgrades;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who approved what would be done. */
@RestController
@RequestMapping("/api/upgrades/{name}/approvals")
final class ApprovalsResource {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHAPE = "send {\"digest\": \"of the dry run\", \"by\": \"who approves\"}";

    private final Upgrades upgrades;

    ApprovalsResource(Upgrades upgrades) {
        this.upgrades = upgrades;
    }

    /** Writes an approval down: 201, or 409 where what would be done now has another digest or is blocked. */
    @PostMapping
    ResponseEntity<Status> approve(@PathVariable("name") String name, InputStream body) throws IOException {
        JsonNode node = parse(Body.text(body));
        if (!node.path("digest").isString() || !node.path("by").isString() || node.size() != 2) {
            throw new RefusedException(Problem.BODY_INVALID, SHAPE);
        }
        String by = node.path("by").asString().strip();
        if (by.isEmpty()) {
            throw new RefusedException(Problem.BODY_INVALID, "'by' is blank; " + SHAPE);
        }
        upgrades.approve(name, node.path("digest").asString().strip(), by);
        return ResponseEntity.created(UpgradesResource.address(name)).body(upgrades.remembered(name));
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new RefusedException(Problem.BODY_INVALID, "the body is not JSON; " + SHAPE);
        }
    }
}
