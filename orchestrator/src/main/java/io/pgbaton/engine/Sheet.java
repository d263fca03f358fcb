package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.step.Finding;
import io.pgbaton.steps.Masking;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an approval covers, item by item: the plan, which servers they are, the schema, what the checks found, and the work
 * with its exact statements. Figures that change by themselves (sizes, where sequences stand) are not part of it.
 */
record Sheet(Map<String, List<String>> items) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PLAN = "plan: ";
    private static final String SERVER = "server: ";
    private static final String SCHEMA = "schema of ";
    private static final String FINDING = "finding: ";
    private static final String WORK = "work: ";

    /** Lines of one item's difference that are shown. */
    private static final int SHOWN = 12;

    /** Collects the items in their order. */
    static final class Builder {
        private final Map<String, List<String>> items = new LinkedHashMap<>();
        private final Set<String> schema = new HashSet<>();

        Builder plan(Plan plan) {
            PlanDigest.flatten(plan).forEach((path, value) -> items.put(PLAN + path, List.of(value)));
            return this;
        }

        Builder server(String word, DryRun.ServerText text) {
            items.put(SERVER + word, List.of(text.address(), text.version(), text.systemIdentifier()));
            return this;
        }

        /** The schema as pg_dump writes it, but for secrets; what pgbaton itself changes for the time of the upgrade is left out. */
        Builder schema(String database, SchemaDump dump, String marker) {
            for (List<SchemaDump.Entry> entries : List.of(dump.preData(), dump.postData())) {
                for (SchemaDump.Entry entry : entries) {
                    String sql = String.join("\n", Masking.of(entry).shown());
                    schema.add(sql);
                    if (!entry.schema().equals(marker) && !entry.name().contains(marker)) {
                        items.merge(
                                SCHEMA + database + ": " + entry.type() + " "
                                        + (entry.schema().equals("-") ? "" : entry.schema() + ".") + entry.name(),
                                lines(sql),
                                Builder::joined);
                    }
                }
            }
            return this;
        }

        private static List<String> lines(String sql) {
            return sql.lines()
                    .map(String::stripTrailing)
                    .filter(line -> !line.isBlank() && !line.contains(" REPLICA IDENTITY "))
                    // pg_dump says it before whatever comes first
                    .filter(line -> !line.equals("SET default_table_access_method = heap;"))
                    .toList();
        }

        private static List<String> joined(List<String> first, List<String> second) {
            List<String> all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }

        Builder finding(Finding finding) {
            items.put(
                    FINDING + finding.id() + " " + finding.subject(),
                    List.of(finding.severity().name()));
            return this;
        }

        /** @param figured the steps whose statements carry figures that change by themselves */
        Builder work(Part part, Set<String> figured) {
            for (StepText step : part.steps()) {
                String name = WORK + part.phase() + " / " + step.name();
                List<String> lines = new ArrayList<>(List.of(step.intent()));
                step.requires().forEach(one -> lines.add("requires: " + one));
                step.proves().forEach(one -> lines.add("proves: " + one));
                items.put(name, lines);
                for (MoveText move : figured.contains(step.name()) ? List.<MoveText>of() : step.moves()) {
                    items.merge(name + " / " + move.key(), lines(move), Builder::joined);
                }
            }
            return this;
        }

        /** DDL of the schema is an item of its own already. */
        private List<String> lines(MoveText move) {
            List<String> lines = new ArrayList<>();
            lines.add("on " + move.at());
            move.statements().stream()
                    .filter(statement -> !schema.contains(statement))
                    .flatMap(String::lines)
                    .forEach(lines::add);
            move.undo().stream().flatMap(String::lines).forEach(line -> lines.add("undo: " + line));
            lines.add("done when: " + move.asks());
            return lines;
        }

        Sheet build() {
            return new Sheet(new LinkedHashMap<>(items));
        }
    }

    /** SHA-256 of all items, 64 hexadecimal digits. */
    String digest() {
        try {
            byte[] bytes = json().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String json() {
        return JSON.writeValueAsString(items);
    }

    static Sheet parse(String json) {
        return new Sheet(JSON.readValue(json, new TypeReference<LinkedHashMap<String, List<String>>>() {}));
    }

    /**
     * What is different now from what was approved, a line or more for each item; empty if nothing is.
     *
     * @param phases of which the work still counts: what is done already need not be as it was
     * @param start whether nothing was changed yet, so that findings count
     */
    List<String> differences(Sheet approved, Set<String> phases, boolean start) {
        Set<String> names = new LinkedHashSet<>(approved.items.keySet());
        names.addAll(items.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            boolean work = name.startsWith(WORK);
            boolean counts = work
                    ? phases.stream().anyMatch(phase -> name.startsWith(WORK + phase + " "))
                    : start || !name.startsWith(FINDING);
            if (counts) {
                difference(name, approved.items.get(name), items.get(name), lines);
            }
        }
        return lines;
    }

    private static void difference(
            String name, @Nullable List<String> before, @Nullable List<String> now, List<String> lines) {
        if (before == null) {
            lines.add(name + " is new");
        } else if (now == null) {
            lines.add(name + " is gone");
        } else if (!before.equals(now)) {
            lines.add(name + " is different");
            List<String> detail = new ArrayList<>();
            before.stream().filter(line -> !now.contains(line)).forEach(line -> detail.add("    - " + line.strip()));
            now.stream().filter(line -> !before.contains(line)).forEach(line -> detail.add("    + " + line.strip()));
            lines.addAll(detail.subList(0, Math.min(SHOWN, detail.size())));
            if (detail.isEmpty()) {
                lines.add("    the same lines in another order");
            } else if (detail.size() > SHOWN) {
                lines.add("    … " + (detail.size() - SHOWN) + " more lines");
            }
        }
    }
}
