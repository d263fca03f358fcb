package io.pgbaton.rest;

import io.pgbaton.engine.Upgrades;
import io.pgbaton.rest.Comparisons.Beginning;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Comparisons of both servers, row by row. */
@RestController
@RequestMapping("/api/upgrades/{name}/comparisons")
final class ComparisonsResource {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHAPE =
            "send no body to go on where an interrupted comparison was, or {\"anew\": true} to begin anew";
    private static final List<String> KINDS = List.of("COMPARED", "NOT_COMPARED");

    private final Upgrades upgrades;
    private final Comparisons comparisons;

    ComparisonsResource(Upgrades upgrades, Comparisons comparisons) {
        this.upgrades = upgrades;
        this.comparisons = comparisons;
    }

    /**
     * The comparisons of an upgrade.
     *
     * @param latest what this process compares, or compared last; null if nothing
     * @param history the outcomes in the history, oldest first, whoever made them; those of a switch too
     */
    record Comparing(@Nullable ComparisonJob latest, List<ReadingsResource.Event> history) {}

    /** Begins one: 202 once that has happened, 409 if neither server follows the other, or while another one goes on. */
    @PostMapping
    ResponseEntity<Comparing> compare(@PathVariable("name") String name, InputStream body) throws IOException {
        Beginning beginning = beginning(Body.text(body));
        upgrades.remembered(name);
        comparisons.start(name, beginning);
        return ResponseEntity.accepted()
                .location(URI.create(UpgradesResource.address(name) + "/comparisons"))
                .body(all(name));
    }

    /** How far the one under way is, and how those before it ended. */
    @GetMapping
    Comparing all(@PathVariable("name") String name) {
        return new Comparing(
                comparisons.job(name).orElse(null),
                upgrades.events(name, 0).stream()
                        .filter(event -> KINDS.contains(event.kind()))
                        .map(ReadingsResource.Event::of)
                        .toList());
    }

    private static Beginning beginning(String body) {
        if (body.isBlank()) {
            return Beginning.WHERE_IT_WAS;
        }
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()
                    && node.size() <= 1
                    && (node.isEmpty() || node.path("anew").isBoolean())) {
                return node.path("anew").asBoolean(false) ? Beginning.ANEW : Beginning.WHERE_IT_WAS;
            }
        } catch (JacksonException e) {
            throw new RefusedException(Problem.BODY_INVALID, "the body is not JSON; " + SHAPE);
        }
        throw new RefusedException(Problem.BODY_INVALID, SHAPE);
    }
}
