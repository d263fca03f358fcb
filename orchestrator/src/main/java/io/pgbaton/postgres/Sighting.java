package io.pgbaton.postgres;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the live probe saw of a switch. Moments are microseconds since 1970, by the clock of this machine.
 *
 * @param stallBegan when the request was sent that was answered last: of all requests the one that waited longest, tries that
 *     failed included
 * @param stallEnded when its answer came
 * @param old the server that answered until the switch
 * @param now the server that answered after it; null if it stayed the same
 * @param answers requests that were answered: each write and each reading back is one
 * @param errors requests that failed on a connection that stood, which an application would have seen
 * @param refusals tries to connect that failed
 * @param firstError what the first of either said
 * @param waiting clients that still had no answer at the end
 * @param lost writes that were acknowledged and are not counted any more
 * @param doubled writes that were counted more often than they were sent
 * @param stale readings that did not show a write acknowledged before
 */
public record Sighting(
        long stallBegan,
        long stallEnded,
        Answering old,
        @Nullable Answering now,
        long answers,
        long errors,
        long refusals,
        @Nullable String firstError,
        int waiting,
        long lost,
        long doubled,
        long stale) {
    /**
     * A server as a client met it.
     *
     * @param version server_version_num: source and target differ in it, and every role may ask for it
     * @param edge the last answer of the old server, the first of the new one
     * @param p50 median time that one request took, in microseconds; without the request during which the server changed
     * @param p99 the time that 99 of 100 requests did not exceed, in microseconds
     */
    public record Answering(int version, long edge, long p50, long p99) {
        /** For example {@code 15.19}. */
        public String release() {
            return MajorVersion.ofNumber(version).number() + "." + version % 10_000;
        }
    }

    /** The longest that a client waited, in milliseconds. */
    public double stallMillis() {
        return Math.round((stallEnded - stallBegan) / 10.0) / 100.0;
    }

    /** Whether every acknowledged write is there exactly once and was never missing in between. */
    public boolean exact() {
        return lost == 0 && doubled == 0 && stale == 0 && waiting == 0;
    }

    /** For people: one line. */
    public String sentence() {
        String servers = now == null
                ? "all answers came from " + old.release()
                : "the last answer of " + old.release() + " and the first of " + now.release() + " are "
                        + millis(now.edge() - old.edge()) + " ms apart";
        String faults = exact()
                ? ", no write lost or doubled"
                : ", " + lost + " writes lost, " + doubled + " doubled, " + stale + " stale readings, " + waiting
                        + " clients without an answer at the end";
        return "the live probe waited " + String.format(Locale.ROOT, "%.2f", stallMillis()) + " ms at most; " + servers
                + "; " + answers + " answers, " + errors + " errors, " + refusals + " refused connections" + faults
                + (firstError == null ? "" : "; the first error: " + firstError);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1000.0);
    }

    /** The figures by name, as the history keeps them. */
    public Map<String, Object> detail() {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("stallMillis", stallMillis());
        detail.put("stallBeganMicros", stallBegan);
        detail.put("stallEndedMicros", stallEnded);
        server(detail, "old", "lastAnswerMicros", old);
        if (now != null) {
            server(detail, "new", "firstAnswerMicros", now);
        }
        detail.put("answers", answers);
        detail.put("errors", errors);
        detail.put("refusedConnections", refusals);
        if (firstError != null) {
            detail.put("firstError", firstError);
        }
        detail.put("clientsWithoutAnswer", waiting);
        detail.put("lost", lost);
        detail.put("doubled", doubled);
        detail.put("stale", stale);
        return detail;
    }

    private static void server(Map<String, Object> detail, String name, String edge, Answering server) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("version", server.release());
        figures.put(edge, server.edge());
        figures.put("p50Micros", server.p50());
        figures.put("p99Micros", server.p99());
        detail.put(name, figures);
    }
}
