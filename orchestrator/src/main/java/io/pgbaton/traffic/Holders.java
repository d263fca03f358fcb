package io.pgbaton.traffic;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a server connection, as SHOW SERVERS and SHOW CLIENTS tell: a transaction that runs or idles, or, pooled by
 * session, a client that has not left (D-P01). The console's times have whole seconds.
 */
record Holders(List<Holder> all) {
    static final List<String> QUESTIONS = List.of("SHOW SERVERS", "SHOW CLIENTS");

    /** A difference of two such times is right to within this. */
    static final Duration ROUNDING = Duration.ofSeconds(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int TIME_LENGTH = 19;
    private static final int ENOUGH = 3;

    /** One of them, with how long ago its last request came, or null if that cannot be told. */
    record Holder(String text, @Nullable Duration quiet) {}

    /** Of these entries. */
    static Holders of(Reply servers, Reply clients, List<String> names) {
        Map<String, Map<String, String>> byServer = clients.rows().stream()
                .filter(row -> !row.getOrDefault("link", "").isEmpty())
                .collect(Collectors.toMap(row -> row.getOrDefault("link", ""), row -> row, (one, other) -> one));
        // our own question is the latest request that there is
        Optional<LocalDateTime> now = clients.rows().stream()
                .map(row -> time(row.get("request_time")))
                .filter(Objects::nonNull)
                .max(LocalDateTime::compareTo);
        return new Holders(servers.rows().stream()
                .filter(row -> names.contains(row.get("database")) && "active".equals(row.get("state")))
                .map(row -> {
                    LocalDateTime last = time(row.get("request_time"));
                    Duration quiet = last == null
                            ? null
                            : now.map(at -> Duration.between(last, at)).orElse(null);
                    return new Holder(
                            text(row, byServer.getOrDefault(row.getOrDefault("ptr", ""), Map.of()), quiet), quiet);
                })
                .toList());
    }

    /** Those who have not sent anything for so long: the next moment will not free them. */
    Holders quietFor(Duration time) {
        return new Holders(all.stream()
                .filter(holder -> holder.quiet != null && holder.quiet.compareTo(time) > 0)
                .toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The first few, for a message. */
    String text() {
        String first = all.stream().limit(ENOUGH).map(Holder::text).collect(Collectors.joining("; "));
        return all.size() > ENOUGH ? first + "; and " + (all.size() - ENOUGH) + " more" : first;
    }

    private static String text(Map<String, String> server, Map<String, String> client, @Nullable Duration quiet) {
        String application = client.getOrDefault("application_name", server.getOrDefault("application_name", ""));
        return "server process " + server.getOrDefault("remote_pid", "?") + " of " + server.get("database") + ", user "
                + server.getOrDefault("user", "?")
                + (application.isEmpty() ? "" : ", application_name " + application)
                + (client.isEmpty() ? "" : ", client " + client.get("addr") + ":" + client.get("port"))
                + (quiet == null ? "" : ", last request " + quiet.toSeconds() + " s ago");
    }

    private static @Nullable LocalDateTime time(@Nullable String text) {
        try {
            return text == null || text.length() < TIME_LENGTH
                    ? null
                    : LocalDateTime.parse(text.substring(0, TIME_LENGTH), TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
