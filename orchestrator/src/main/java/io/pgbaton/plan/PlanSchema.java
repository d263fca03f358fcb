package io.pgbaton.plan;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of plan files, with which editors complete and check them. */
public final class PlanSchema {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Map<Class<?>, String> TEXTS = Map.of(
            Duration.class, DurationText.PATTERN, ByteSize.class, ByteSize.PATTERN, Secret.class, Secret.PATTERN);

    private PlanSchema() {}

    /** The schema, indented, with a final line break. */
    public static String json() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonSchemaModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forFields()
                .withDescriptionResolver(field -> field.isFakeContainerItemScope()
                        ? null
                        : keyOf(field).key().value())
                .withDefaultResolver(PlanSchema::defaultOf)
                .withRequiredCheck(field -> keyOf(field).required());
        config.forTypesInGeneral()
                .withCustomDefinitionProvider(PlanSchema::definition)
                .withPropertySorter((one, other) -> 0);
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", SchemaVersion.DRAFT_2020_12.getIdentifier());
        schema.put("title", "A pgbaton plan");
        schema.setAll(new SchemaGenerator(config.build()).generateSchema(Plan.class));
        ObjectNode traffic = (ObjectNode) schema.at("/properties/traffic");
        oneOrSeveral(traffic, (ObjectNode) schema.get("$defs"));
        // it forbids further keys to what is a text or a list
        ((ObjectNode) schema.at("/properties/databases")).remove("additionalProperties");
        return JSON.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
    }

    /** The generator knows a list alone, and says anyOf although the kinds exclude each other. */
    private static void oneOrSeveral(ObjectNode traffic, ObjectNode definitions) {
        ObjectNode one = (ObjectNode) traffic.remove("items");
        one.set("oneOf", one.remove("anyOf"));
        definitions.set("Traffic", one);
        traffic.remove("type");
        String reference = "#/$defs/Traffic";
        traffic.putArray("oneOf")
                .add(JSON.createObjectNode().put("$ref", reference))
                .add(JSON.createObjectNode()
                        .put("type", "array")
                        .put("minItems", 1)
                        .set("items", JSON.createObjectNode().put("$ref", reference)));
    }

    private static PlanKey keyOf(FieldScope field) {
        return PlanKey.of(field.getMember().getDeclaringType().getErasedType()).stream()
                .filter(key -> key.name().equals(field.getDeclaredName()))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Object defaultOf(FieldScope field) {
        PlanKey key = keyOf(field);
        if (field.isFakeContainerItemScope() || !key.hasDefault()) {
            return null;
        }
        String text = key.key().byDefault();
        boolean bare = key.type() == int.class || key.type() == long.class || key.type() == boolean.class;
        bare |= key.type() == Margin.class && !text.equals(Margin.AUTO);
        return bare || text.equals("[]") ? JSON.readTree(text) : text;
    }

    private static @Nullable CustomDefinition definition(ResolvedType type, SchemaGenerationContext context) {
        String pattern = TEXTS.get(type.getErasedType());
        if (pattern != null) {
            return inline(text(pattern));
        }
        if (type.getErasedType() == Margin.class) {
            return inline(margin());
        }
        if (type.getErasedType() == Program.class) {
            return inline(program());
        }
        return type.getErasedType() == Databases.class ? inline(databases()) : null;
    }

    private static CustomDefinition inline(ObjectNode schema) {
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    private static ObjectNode text(String pattern) {
        return JSON.createObjectNode().put("type", "string").put("pattern", pattern);
    }

    private static ObjectNode margin() {
        ObjectNode schema = JSON.createObjectNode();
        schema.putArray("oneOf")
                .add(JSON.createObjectNode().put("type", "integer").put("minimum", 0))
                .add(JSON.createObjectNode().put("const", Margin.AUTO));
        return schema;
    }

    private static ObjectNode program() {
        ObjectNode words = JSON.createObjectNode().put("type", "array").put("minItems", 1);
        words.set("items", JSON.createObjectNode().put("type", "string"));
        ObjectNode schema = JSON.createObjectNode();
        schema.putArray("oneOf").add(text("\\S")).add(words);
        return schema;
    }

    private static ObjectNode databases() {
        ObjectNode several =
                JSON.createObjectNode().put("type", "array").put("minItems", 1).put("uniqueItems", true);
        several.set("items", text("\\S"));
        ObjectNode schema = JSON.createObjectNode();
        schema.putArray("oneOf").add(text("\\S")).add(several);
        return schema;
    }
}
