package io.pgbaton.traffic;

import java.util.List;

/** A piece of a file with settings: a value with its place in the text, or names with more below them. */
sealed interface Setting {
    /**
     * A value.
     *
     * @param begin where it begins in the text, its quote included
     * @param end behind its last character
     */
    record Leaf(int begin, int end, String value) implements Setting {}

    /** Names and what is behind each; items of a list are named 0, 1 and so on. */
    record Group(List<Named> parts) implements Setting {
        /**
         * Adds every value that the path leads to. A name may have dots in it, as {@code spring.datasource.url} has in
         * properties and in flat YAML.
         */
        void find(String path, List<Leaf> found) {
            for (Named part : parts) {
                if (part.setting() instanceof Leaf leaf) {
                    if (path.equals(part.name())) {
                        found.add(leaf);
                    }
                } else if (path.startsWith(part.name() + ".")) {
                    ((Group) part.setting()).find(path.substring(part.name().length() + 1), found);
                }
            }
        }
    }

    /** A name and what is behind it. */
    record Named(String name, Setting setting) {}
}
