package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** JSON. */
final class JsonFormat implements ConfigFormat {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VALUE = Pattern.compile("\\G(?:\"(?:\\\\.|[^\"\\\\])*\"|[^\\s,\\]}\"]+)");

    @Override
    public Setting.Group read(String text) {
        try (JsonParser tokens = JSON.createParser(text)) {
            if (tokens.nextToken() != JsonToken.START_OBJECT) {
                throw new TrafficException("the JSON does not begin with an object");
            }
            Setting.Group root = group(tokens, text);
            if (tokens.nextToken() != null) {
                throw new TrafficException("there is more than one object in the JSON");
            }
            return root;
        } catch (JacksonException e) {
            // without the text around the fault: it may hold a password
            throw new TrafficException("broken JSON in line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()));
        }
    }

    private static Setting.Group group(JsonParser tokens, String text) {
        List<Setting.Named> parts = new ArrayList<>();
        boolean object = tokens.currentToken() == JsonToken.START_OBJECT;
        JsonToken end = object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
        for (JsonToken token = tokens.nextToken(); token != end; token = tokens.nextToken()) {
            String name = object ? tokens.currentName() : Integer.toString(parts.size());
            JsonToken value = object ? tokens.nextToken() : token;
            parts.add(new Setting.Named(name, value.isStructStart() ? group(tokens, text) : leaf(tokens, text)));
        }
        return new Setting.Group(parts);
    }

    private static Setting.Leaf leaf(JsonParser tokens, String text) {
        int begin = (int) tokens.currentTokenLocation().getCharOffset();
        Matcher value = VALUE.matcher(text);
        if (!value.find(begin)) {
            throw new TrafficException(
                    "broken JSON in line " + tokens.currentTokenLocation().getLineNr());
        }
        return new Setting.Leaf(begin, value.end(), tokens.getString());
    }

    @Override
    public String written(String old, String value) {
        return old.startsWith("\"") || !value.matches("[0-9]+") ? JSON.writeValueAsString(value) : value;
    }
}
