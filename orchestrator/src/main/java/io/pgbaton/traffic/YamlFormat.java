package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML, one or several documents. Values in blocks (| and >) are not found: they are not one piece. */
final class YamlFormat implements ConfigFormat {
    private static final String BARE = "[A-Za-z0-9_./][A-Za-z0-9_./:@%?&=+~-]*";

    @Override
    public Setting.Group read(String text) {
        List<Setting.Named> parts = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            for (Node document : new Compose(settings).composeAllFromString(text)) {
                if (setting(document, text) instanceof Setting.Group group) {
                    parts.addAll(group.parts());
                }
            }
        } catch (MarkedYamlEngineException e) {
            // without the text around the fault: it may hold a password
            throw new TrafficException("broken YAML in line "
                    + e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0));
        } catch (YamlEngineException e) {
            throw new TrafficException("broken YAML");
        }
        return new Setting.Group(parts);
    }

    private static Setting setting(Node node, String text) {
        List<Setting.Named> parts = new ArrayList<>();
        if (node instanceof ScalarNode scalar) {
            boolean oneLine =
                    scalar.getScalarStyle() != ScalarStyle.LITERAL && scalar.getScalarStyle() != ScalarStyle.FOLDED;
            return oneLine
                    ? new Setting.Leaf(
                            offset(text, scalar.getStartMark().orElseThrow()),
                            offset(text, scalar.getEndMark().orElseThrow()),
                            scalar.getValue())
                    : new Setting.Group(parts);
        }
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    parts.add(new Setting.Named(key.getValue(), setting(entry.getValueNode(), text)));
                }
            });
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue()
                    .forEach(item -> parts.add(new Setting.Named(Integer.toString(parts.size()), setting(item, text))));
        }
        return new Setting.Group(parts);
    }

    /** A mark counts code points. */
    private static int offset(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    @Override
    public String written(String old, String value) {
        if (old.startsWith("'")) {
            return "'" + value.replace("'", "''") + "'";
        }
        boolean bare = !old.startsWith("\"") && value.matches(BARE) && !value.endsWith(":");
        return bare ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
