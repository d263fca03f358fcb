package io.pgbaton.step;

import io.pgbaton.step.Finding.Severity;

/**
 * One thing that is looked for before an upgrade, as {@code docs/checks.md} tells it. What is found of it is a
 * {@link Finding}.
 *
 * @param id a DOMAIN id such as {@code PF-R03}; where one rule finds things of different weight or kind, all but the first
 *     have a word behind it, as in {@code PF-O01-subscriber}. Under it the plan may acknowledge a hazard
 * @param what it is, in a few words
 * @param why it matters, one sentence
 * @param remedy in general; what is found has its own, with names
 * @param itself what pgbaton does about it, and behind which key of the plan; empty where it does nothing
 * @param servers on which versions it can be found
 */
public record Check(
        String id,
        Severity severity,
        Topic topic,
        String what,
        String why,
        String remedy,
        String itself,
        String servers) {
    /** What checks are about. */
    public enum Topic {
        SERVERS("The two servers and their settings"),
        RIGHTS("Rights, and the way from one server to the other"),
        TABLES("Tables and their rows"),
        TRIGGERS("Triggers and functions"),
        SEQUENCES("Sequences"),
        OBJECTS("What is in the way, or would be left behind"),
        SCHEMA("Types and features that the new version treats differently"),
        EXTENSIONS("Extensions"),
        CAPACITY("Slots, senders, workers and locks"),
        SWITCH("What is asked right before a switch alone"),
        TRAFFIC("Those who send the clients to a server, and those who come by themselves"),
        OTHERS("The plan and its hooks");

        private final String title;

        Topic(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }

        /** What keeps the upgrade from starting. */
        public Check block(String id, String what, String why) {
            return new Check(id, Severity.BLOCK, this, what, why, "", "", "all");
        }

        /** What keeps it from starting unless the plan acknowledges it. */
        public Check hazard(String id, String what, String why) {
            return new Check(id, Severity.HAZARD, this, what, why, "", "", "all");
        }

        /** What is worth knowing. */
        public Check info(String id, String what, String why) {
            return new Check(id, Severity.INFO, this, what, why, "", "", "all");
        }
    }

    /** The same with what mends it. */
    public Check mend(String with) {
        return new Check(id, severity, topic, what, why, with, itself, servers);
    }

    /** The same with what pgbaton does about it. */
    public Check itself(String does) {
        return new Check(id, severity, topic, what, why, remedy, does, servers);
    }

    /** The same for some versions. */
    public Check on(String versions) {
        return new Check(id, severity, topic, what, why, remedy, itself, versions);
    }
}
