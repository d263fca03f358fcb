package io.pgbaton.it;

import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the catalogs of both servers hold, as sorted lines of text without oids: two snapshots are equal when nobody could tell the
 * servers apart by anything but their rows. Positions of sequences and statistics are rows in this sense.
 *
 * @param lines of each server, sorted; each begins with the database (nothing for the whole cluster), then the kind, then the name
 */
record CatalogSnapshot(Map<Server, List<String>> lines) {
    /** The catalogs of both servers and of every database on them, as they are now. */
    static CatalogSnapshot of(Lab lab) {
        Map<Server, List<String>> lines = new EnumMap<>(Server.class);
        for (Server server : Server.values()) {
            lines.put(server, read(lab, server));
        }
        return new CatalogSnapshot(lines);
    }

    /** The lines of one database alone, without its name in front. */
    List<String> database(Server server, String database) {
        String prefix = database + " | ";
        return lines.get(server).stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    /** The same snapshot without the lines that the predicate picks. */
    CatalogSnapshot without(Predicate<String> which) {
        return lines(server -> lines.get(server).stream().filter(which.negate()).toList());
    }

    /** One server's lines. */
    List<String> of(Server server) {
        return lines.get(server);
    }

    /** What this snapshot has and the other lacks, with a minus, and the reverse, with a plus; empty if they are equal. */
    List<String> differences(CatalogSnapshot later) {
        List<String> differences = new ArrayList<>();
        for (Server server : Server.values()) {
            differences(lines.get(server), later.lines.get(server))
                    .forEach(line -> differences.add(server.word() + " " + line));
        }
        return differences;
    }

    /** The same for any two lists of lines. */
    static List<String> differences(List<String> first, List<String> second) {
        Set<String> both = new HashSet<>(first);
        both.retainAll(second);
        List<String> differences = new ArrayList<>();
        first.stream().filter(line -> !both.contains(line)).forEach(line -> differences.add("- " + line));
        second.stream().filter(line -> !both.contains(line)).forEach(line -> differences.add("+ " + line));
        return differences;
    }

    private CatalogSnapshot lines(Function<Server, List<String>> of) {
        Map<Server, List<String>> chosen = new EnumMap<>(Server.class);
        for (Server server : Server.values()) {
            chosen.put(server, of.apply(server));
        }
        return new CatalogSnapshot(chosen);
    }

    private static List<String> read(Lab lab, Server server) {
        List<String> lines = new ArrayList<>();
        query(lab, server, "postgres", text("cluster"), row -> lines.add(" | " + line(row)));
        List<String> databases = new ArrayList<>();
        query(
                lab,
                server,
                "postgres",
                "SELECT datname FROM pg_database WHERE datallowconn",
                row -> databases.add(row.getString(1)));
        for (String database : databases) {
            query(lab, server, database, text("database"), row -> lines.add(database + " | " + line(row)));
        }
        return lines.stream().sorted().toList();
    }

    private static String line(ResultSet row) throws SQLException {
        String text = Objects.toString(row.getString(3), "");
        return (row.getString(1) + ": " + row.getString(2) + ": " + text).replaceAll("\\s+", " ");
    }

    /** Takes one row. */
    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static void query(Lab lab, Server server, String database, String sql, Reader reader) {
        try (Connection connection = lab.login(server, database).open();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            connection.setReadOnly(true);
            statement.execute("SET search_path = ''; SET jit = off; SET enable_nestloop = off");
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "cannot read the catalog of " + database + " on the " + server.word() + ": " + e.getMessage(), e);
        }
    }

    private static String text(String name) {
        try (InputStream in = CatalogSnapshot.class.getResourceAsStream("/catalog/" + name + ".sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
