package io.pgbaton.plan;

import io.pgbaton.plan.YamlNode.Entry;
import io.pgbaton.plan.YamlNode.Kind;
import io.pgbaton.plan.YamlNode.Listing;
import io.pgbaton.plan.YamlNode.Mapping;
import io.pgbaton.plan.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into nodes that keep their lines. Jackson's tokens carry them; its data binding loses them for
 * exactly the mistakes people make most.
 */
final class YamlText {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\r\\n]]");

    private final YAMLParser tokens;
    private final Problems problems;

    private YamlText(YAMLParser tokens, Problems problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    /** The document, or null when there is none or its syntax is broken; then {@code problems} says where. */
    static @Nullable YamlNode read(String text, Problems problems) {
        Matcher control = CONTROL.matcher(text);
        if (control.find()) {
            // the parser refuses it too, but does not know the line
            int line = 1
                    + (int) text.substring(0, control.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            problems.add(line, "", "broken YAML: there is a control character; remove it");
            return null;
        }
        try (YAMLParser tokens = (YAMLParser) YAML.createParser(text)) {
            YamlText reader = new YamlText(tokens, problems);
            try {
                return reader.document();
            } catch (JacksonException e) {
                reader.addBrokenYaml(e);
                return null;
            }
        }
    }

    private @Nullable YamlNode document() {
        if (tokens.nextToken() == null) {
            problems.add(1, "", "there is no plan in it; 'pgbaton plan new' writes one to begin with");
            return null;
        }
        YamlNode root = node("");
        if (tokens.nextToken() != null) {
            problems.add(line(), "", "a second document begins here; a file holds one plan");
        }
        return root;
    }

    private YamlNode node(String path) {
        if (tokens.isCurrentAlias()) {
            problems.add(line(), path, "YAML aliases are not supported; write the value out");
            return new Scalar(line(), "", Kind.NULL);
        }
        JsonToken token = tokens.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(path);
            case START_ARRAY -> listing(path);
            case VALUE_NULL -> new Scalar(line(), "", Kind.NULL);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
            case VALUE_NUMBER_INT -> scalar(Kind.INTEGER);
            case VALUE_NUMBER_FLOAT -> scalar(Kind.DECIMAL);
            default -> scalar(Kind.TEXT);
        };
    }

    private Mapping mapping(String path) {
        int line = line();
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (tokens.nextToken() != JsonToken.END_OBJECT) {
            String key = tokens.currentName();
            int keyLine = line();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            tokens.nextToken();
            Entry entry = new Entry(keyLine, key, node(keyPath));
            Entry earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                problems.add(keyLine, keyPath, "doubled key; it stands on line " + earlier.line() + " already");
            }
        }
        return new Mapping(line, List.copyOf(entries.values()));
    }

    private Listing listing(String path) {
        int line = line();
        List<YamlNode> items = new ArrayList<>();
        while (tokens.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path + "[" + items.size() + "]"));
        }
        return new Listing(line, items);
    }

    private Scalar scalar(Kind kind) {
        return new Scalar(line(), tokens.getString(), kind);
    }

    private int line() {
        return tokens.currentTokenLocation().getLineNr();
    }

    // not the exception's whole message: it repeats the text around the fault, which may hold a secret
    private void addBrokenYaml(JacksonException e) {
        int line = Math.max(1, line());
        String reason = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        if (e.getCause() instanceof MarkedYamlEngineException) {
            MarkedYamlEngineException marked = (MarkedYamlEngineException) e.getCause();
            line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(line);
            String context = marked.getContext();
            reason = (context == null ? "" : context + ", ") + marked.getProblem();
        }
        problems.add(line, "", "broken YAML: " + reason);
    }
}
