package io.pgbaton.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where to log in and as whom; the URL may hold {@code {database}}. */
record Login(String url, String user, String password) {

    /** A connection without named prepared statements, as pools in transaction mode like it and psql and pgbench do it. */
    Connection open(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", "bench");
        return DriverManager.getConnection(url.replace("{database}", database), properties);
    }

    @Override
    public String toString() {
        return "Login[" + url + ", " + user + ", ****]";
    }
}
