package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanSchemaTest {
    private static final Path COMMITTED = Path.of("../docs/plan.schema.json");

    private final JsonNode schema = new JsonMapper().readTree(PlanSchema.json());

    @Test
    void the_committed_schema_is_the_generated_one() throws Exception {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(COMMITTED, PlanSchema.json());
        }

        assertThat(COMMITTED)
                .as("write it again with: mvn -pl orchestrator test -Dtest=PlanSchemaTest -Dregenerate=true")
                .hasContent(PlanSchema.json());
    }

    @Test
    void what_the_reader_requires_is_required() {
        assertThat(texts(schema.get("required")))
                .containsExactlyInAnyOrder("name", "source", "target", "databases", "traffic");
        assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
    }

    @Test
    void traffic_is_told_apart_by_its_kind() {
        JsonNode kinds = schema.at("/$defs/Traffic/oneOf");

        assertThat(kinds.get(0).at("/properties/kind/const").asString()).isEqualTo("pgbouncer");
        assertThat(texts(kinds.get(0).get("required")))
                .containsExactlyInAnyOrder("kind", "console", "configFile", "databases");
        assertThat(kinds.get(1).at("/properties/kind/const").asString()).isEqualTo("fence");
        assertThat(kinds.get(1).get("additionalProperties").asBoolean()).isFalse();
    }

    @Test
    void traffic_is_one_or_a_list() {
        JsonNode either = schema.at("/properties/traffic/oneOf");

        assertThat(either.get(0).get("$ref").asString()).isEqualTo("#/$defs/Traffic");
        assertThat(either.get(1).at("/items/$ref").asString()).isEqualTo("#/$defs/Traffic");
        assertThat(either.get(1).get("minItems").asInt()).isEqualTo(1);
    }

    @Test
    void defaults_and_words_are_those_of_the_file() {
        JsonNode publication = schema.at("/properties/publication");

        assertThat(publication.get("default").asString()).isEqualTo("allTables");
        assertThat(texts(publication.get("enum"))).containsExactly("allTables", "listed");
        assertThat(schema.at("/properties/copy/properties/workers/default").asInt())
                .isEqualTo(4);
        assertThat(schema.at("/properties/copy/properties/workers/maximum").asInt())
                .isEqualTo(64);
        assertThat(schema.at("/properties/copy/properties/timeout/default").asString())
                .isEqualTo("24h");
        assertThat(schema.at("/properties/copy/properties/timeout/pattern").asString())
                .isEqualTo(DurationText.PATTERN);
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::asString).toList();
    }
}
