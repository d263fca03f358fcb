package io.pgbaton.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of NAME=value, bare or in one kind of quotes, as shells, systemd and containers read them. */
final class EnvFormat implements ConfigFormat {
    private static final Pattern LINE = Pattern.compile(
            "(?m)^[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)=('[^'\\r\\n]*'|\"(?:\\\\.|[^\"\\\\\\r\\n])*\"|[^\\r\\n]*?)(?=[ \\t]*(?:[ \\t]#[^\\r\\n]*)?\\r?$)");
    /** Means the same to everybody who reads such files, without quotes or within double ones. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:@%?&=,+~\\[\\]{}-]*");

    @Override
    public Setting.Group read(String text) {
        List<Setting.Named> all = new ArrayList<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            all.add(new Setting.Named(
                    line.group(1), new Setting.Leaf(line.start(2), line.end(2), plain(line.group(2)))));
        }
        return new Setting.Group(all);
    }

    private static String plain(String written) {
        if (written.length() > 1 && written.startsWith("'")) {
            return written.substring(1, written.length() - 1);
        }
        return written.length() > 1 && written.startsWith("\"")
                ? written.substring(1, written.length() - 1).replaceAll("\\\\(.)", "$1")
                : written;
    }

    @Override
    public String written(String old, String value) {
        String quote = old.startsWith("'") ? "'" : old.startsWith("\"") ? "\"" : "";
        boolean fits = quote.equals("'") ? !value.contains("'") : harmless(old, value);
        // what does not fit is not written: the reader finds another value then, and says so
        return fits ? quote + value + quote : old;
    }

    // what the old value has is understood by whoever reads the file
    private static boolean harmless(String old, String value) {
        return value.chars()
                .mapToObj(Character::toString)
                .allMatch(one -> HARMLESS.matcher(one).matches()
                        || !one.matches("[\"'\\\\#\\s]") && plain(old).contains(one));
    }
}
