package io.pgbaton.it;

import java.util.List;

/** Lines of a {@link CatalogSnapshot} without what one major prints in another way than the other. */
final class Majors {
    private Majors() {}

    /** Of a database. */
    static List<String> alike(List<String> lines) {
        return lines.stream()
                // an extension comes in the version that the server has, and says in its own words what it is
                .map(line -> line.replaceFirst("^(extension: [a-z_]+:) [0-9.]+ ", "$1 "))
                .filter(line -> !line.startsWith("comment: extension "))
                // views are printed with more or fewer qualified names
                .map(line -> line.replaceFirst(" view SELECT .*?; inherits", " view …; inherits"))
                .map(line -> line.replaceFirst(" view WITH .*?; inherits", " view …; inherits"))
                // a privilege that is new in 17
                .map(line -> line.replaceAll(", [^,]+ MAINTAIN( grantable)? by [^,]+", ""))
                .map(line -> line.replaceFirst("(PROCEDURE [a-z_.]+\\()(IN )?(\\w+ \\w+), (IN )?", "$1$3, "))
                .map(line -> line.replaceFirst("^(collation: .* i f) .*", "$1"))
                .toList();
    }

    /** Of the cluster: roles, memberships and settings, and the database as such where one is named. */
    static List<String> cluster(List<String> lines, String... databases) {
        String kinds = "role|role comment|membership|setting"
                + (databases.length == 0 ? "" : "|database(?=: (" + String.join("|", databases) + "):)");
        return lines.stream()
                .filter(line -> line.matches(" \\| (" + kinds + "): .*"))
                .filter(line -> !line.startsWith(" | role: postgres:"))
                // from 16 on a membership has these options, with these values by default
                .map(line -> line.replace(" inherit set by ", " inherit true set true by "))
                .toList();
    }
}
