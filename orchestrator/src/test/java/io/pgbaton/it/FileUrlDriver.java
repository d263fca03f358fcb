package io.pgbaton.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** An application that reads where its server is from a file whenever it connects: {@code jdbc:file:/path/app.yaml}. */
final class FileUrlDriver implements Driver {
    private static final String SCHEME = "jdbc:file:";

    static String url(Path file) throws SQLException {
        if (DriverManager.drivers().noneMatch(FileUrlDriver.class::isInstance)) {
            DriverManager.registerDriver(new FileUrlDriver());
        }
        return SCHEME + file;
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        try {
            String text = Files.readString(Path.of(url.substring(SCHEME.length())));
            String there = text.replaceFirst("(?s).*(jdbc:postgresql:[^\\s\"']*).*", "$1");
            Properties more = new Properties();
            more.putAll(properties);
            more.setProperty(PGProperty.CONNECT_TIMEOUT.getName(), "5");
            return DriverManager.getConnection(there, more);
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
