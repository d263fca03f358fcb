package io.pgbaton.hooks;

import io.pgbaton.engine.Edge;
import io.pgbaton.plan.Plan;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a hook is told: which upgrade, which edge, where the servers are. No secret is part of it. */
record Occasion(Map<String, String> facts) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Occasion of(Plan plan, Edge edge, long passage) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("upgrade", plan.name());
        facts.put("edge", edge.name());
        facts.put("phase", edge.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        facts.put("step", edge.step() == null ? "" : edge.step());
        facts.put("stretch", edge.stretch().name().toLowerCase(Locale.ROOT));
        facts.put("passage", Long.toString(passage));
        facts.put("source", plan.source().address().toString());
        facts.put("target", plan.target().address().toString());
        return new Occasion(facts);
    }

    /** As environment variables: {@code PGBATON_EDGE} and so on. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        facts.forEach((name, value) -> variables.put("PGBATON_" + name.toUpperCase(Locale.ROOT), value));
        return variables;
    }

    /** As the body of a webhook. */
    String json() {
        return JSON.writeValueAsString(facts);
    }
}
