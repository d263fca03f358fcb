package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;

/** One way to write settings down. */
sealed interface ConfigFormat permits PropertiesFormat, EnvFormat, YamlFormat, JsonFormat {
    /** What the text says, and where. Throws {@link TrafficException} if it is broken. */
    Setting.Group read(String text);

    /** How the value is written in the place of the old one, whose characters are given, quotes included. */
    String written(String old, String value);
}
