package io.pgbaton.traffic;

import io.pgbaton.plan.Address;
import java.util.Map;

/**
 * A line of SHOW DATABASES, read by the names of its columns.
 *
 * @param name the entry's name, which clients connect to
 * @param database the database on the server
 * @param poolMode empty where PgBouncer's own applies
 * @param paused whether PAUSE was said; it is complete when there are no connections either
 * @param connections how many server connections there are
 */
record PooledDatabase(
        String name, String host, String port, String database, String poolMode, boolean paused, int connections) {
    static PooledDatabase of(Map<String, String> row) {
        return new PooledDatabase(
                text(row, "name"),
                text(row, "host"),
                text(row, "port"),
                text(row, "database"),
                text(row, "pool_mode"),
                text(row, "paused").equals("1"),
                Integer.parseInt(row.getOrDefault("current_connections", "0")));
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    boolean isAt(Address address) {
        return same(host, port, address);
    }

    /** A pause that has only been asked for still lets transactions run. */
    boolean isHeld() {
        return paused && connections == 0;
    }

    /** Whether what is written there means the address; a name and its number are not the same. */
    static boolean same(String host, String port, Address address) {
        return host.equalsIgnoreCase(address.host()) && port.equals(String.valueOf(address.port()));
    }
}
