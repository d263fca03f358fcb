package io.pgbaton.postgres;

import java.util.Map;

/** The kinds of objects, as far as they are carried over in another order while replication runs (DOMAIN A.9). */
enum SchemaKind {
    SCHEMA(true, "on either server first"),
    EXTENSION(true, "on either server first, both before it is used"),
    TABLE(
            true,
            "a new table goes to the {subscriber} first and the next switch copies it, a table is dropped on the {publisher} first"),
    COLUMN(
            true,
            "a new column or a wider type goes to the {subscriber} first, a column is dropped on the {publisher} first;"
                    + " a rename or a narrower type goes to both in a pause"),
    ENUM(true, "a new label goes to the {subscriber} first, which stops at a label that it does not know"),
    TYPE(true, "on either server first, both before it is used"),
    SEQUENCE(true, "on either server first"),
    /** Whatever rows may not be. */
    CONSTRAINT(
            false,
            "a constraint is added on the {publisher} first, whose rows prove it, and dropped on the {subscriber} first"),
    INDEX(false, "on either server first"),
    IDENTITY(false, "on both; UPDATE and DELETE on the {publisher} need one"),
    CODE(false, "on either server first"),
    RIGHTS(false, "on either server first");

    private static final Map<String, SchemaKind> BY_WORD = Map.ofEntries(
            Map.entry("schema", SCHEMA),
            Map.entry("extension", EXTENSION),
            Map.entry("table", TABLE),
            Map.entry("foreign table", TABLE),
            Map.entry("column", COLUMN),
            Map.entry("enum", ENUM),
            Map.entry("domain", TYPE),
            Map.entry("range", TYPE),
            Map.entry("type", TYPE),
            Map.entry("collation", TYPE),
            Map.entry("sequence", SEQUENCE),
            Map.entry("primary key", CONSTRAINT),
            Map.entry("unique constraint", CONSTRAINT),
            Map.entry("check", CONSTRAINT),
            Map.entry("foreign key", CONSTRAINT),
            Map.entry("exclusion constraint", CONSTRAINT),
            Map.entry("index", INDEX),
            Map.entry("replica identity", IDENTITY),
            Map.entry("row security", RIGHTS),
            Map.entry("policy", RIGHTS),
            Map.entry("owner", RIGHTS),
            Map.entry("grants", RIGHTS),
            Map.entry("default privileges", RIGHTS));

    private final boolean beforeData;
    private final String order;

    SchemaKind(boolean beforeData, String order) {
        this.beforeData = beforeData;
        this.order = order;
    }

    /** The kind of a word of {@code sql/schema-objects.sql}. */
    static SchemaKind of(String word) {
        return BY_WORD.getOrDefault(word, CODE);
    }

    /** Whether it is on the target before the rows are. */
    boolean beforeData() {
        return beforeData;
    }

    /** Which server a change goes to first, while the other one follows the publisher. */
    String order(Server publisher) {
        return order.replace("{publisher}", publisher.word())
                .replace("{subscriber}", publisher.other().word());
    }
}
