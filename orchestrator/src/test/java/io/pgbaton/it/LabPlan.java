package io.pgbaton.it;

import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A plan file with a lab's addresses and secrets in place of those it names, and at rest as soon as a lab is; every other key
 * is as the file says.
 */
final class LabPlan {
    /** The keys that are not as the file says, as {@link io.pgbaton.plan.PlanDigest#differences} writes them. */
    static final String REPLACED = "(source|target)\\.(replication\\.)?(host|port|password)"
            + "|catchUp\\.stableFor|traffic(\\[\\d+])?\\.(console\\.(host|port|user|password)|configFile|source|target|socket|file|reload|point|pause|resume|status)";

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String PASSWORD = "${file:password}";

    private LabPlan() {}

    static PlanFile of(Path file, Rig rig, Surroundings surroundings) {
        Lab lab = rig.lab;
        JsonNode plan = YAML.readTree(file.toFile());
        for (Server server : Server.values()) {
            JsonNode endpoint = plan.path(Lab.word(server));
            place(endpoint, lab.host(), lab.port(server), PASSWORD);
            place(endpoint.path("replication"), lab.peerHost(server), lab.peerPort(server), PASSWORD);
        }
        JsonNode traffic = plan.path("traffic");
        for (JsonNode entry : traffic.isArray() ? traffic : List.of(traffic)) {
            pgBouncer(entry, lab);
            surroundings.into((ObjectNode) entry);
        }
        ((ObjectNode) plan).withObjectProperty("catchUp").put("stableFor", "200ms");
        return PlanFile.parse(YAML.writeValueAsString(plan), file.toString(), rig.folder);
    }

    private static void pgBouncer(JsonNode traffic, Lab lab) {
        for (Server server : Server.values()) {
            if (traffic.path(Lab.word(server)) instanceof ObjectNode address) {
                address.put("host", lab.bouncerSees(server).host());
                address.put("port", lab.bouncerSees(server).port());
            }
        }
        JsonNode console = traffic.path("console");
        place(console, lab.host(), lab.bouncerPort(), "${file:console-password}");
        if (console instanceof ObjectNode there) {
            there.put("user", lab.consoleUser());
            ((ObjectNode) traffic).put("configFile", lab.bouncerFile().toString());
        }
    }

    private static void place(JsonNode at, String host, int port, String password) {
        if (at instanceof ObjectNode there) {
            there.put("host", host);
            there.put("port", port);
            there.put("password", password);
        }
    }
}
