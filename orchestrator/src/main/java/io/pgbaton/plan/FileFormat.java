package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a file with a connection string is written. */
public enum FileFormat {
    /** Java's properties. */
    @JsonProperty("properties")
    PROPERTIES,
    /** YAML, one document. */
    @JsonProperty("yaml")
    YAML,
    /** Lines of NAME=value, as shells and containers read them. */
    @JsonProperty("env")
    ENV,
    /** JSON. */
    @JsonProperty("json")
    JSON
}
