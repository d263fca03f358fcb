package io.pgbaton.traffic;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java's properties; a value may go on over several lines that end in a backslash. */
final class PropertiesFormat implements ConfigFormat {
    private static final String END = "(?:\\r\\n|\\r|\\n|\\z)";
    /** A logical line: no comment, a key, a separator, a value, in which a backslash takes the next character along. */
    private static final Pattern LINE = Pattern.compile("\\G(?:[ \\t\\f]*(?:[#!][^\\r\\n]*)?" + END
            + "|[ \\t\\f]*((?:\\\\(?:\\r\\n|[\\s\\S])|[^\\\\\\s:=])+)(?:[ \\t\\f]*[:=][ \\t\\f]*|[ \\t\\f]+|(?=[\\r\\n]|\\z))"
            + "((?:\\\\(?:\\r\\n|[\\s\\S])|[^\\\\\\r\\n])*)" + END + ")");

    @Override
    public Setting.Group read(String text) {
        List<Setting.Named> all = new ArrayList<>();
        Matcher line = LINE.matcher(text);
        while (line.find() && line.start() < text.length()) {
            if (line.group(1) != null) {
                Map.Entry<Object, Object> read = entry(line.group(1) + "=" + line.group(2));
                all.add(new Setting.Named(
                        read.getKey().toString(),
                        new Setting.Leaf(
                                line.start(2), line.end(2), read.getValue().toString())));
            }
        }
        return new Setting.Group(all);
    }

    private static Map.Entry<Object, Object> entry(String line) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            throw new io.pgbaton.engine.Traffic.TrafficException("broken properties: " + e.getMessage(), e);
        }
        return one.entrySet().iterator().next();
    }

    @Override
    public String written(String old, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return escaped.startsWith(" ") ? "\\" + escaped : escaped;
    }
}
