package io.pgbaton.traffic;

import io.pgbaton.plan.Address;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server in the value of a setting: a URL of PostgreSQL, host:port, a host, or a port. */
record ServerInUrl(String before, String host, String port, String after) {
    private static final int DEFAULT_PORT = 5432;
    private static final Pattern URL = Pattern.compile(
            "((?:[a-z0-9+]+:)*//(?:[^/?#@]*@)?)(\\[[^\\]]+]|[^/:?#,\\[\\]]+)(?::(\\d+))?((?:[/?#].*)?)");
    private static final Pattern PLAIN = Pattern.compile("()(\\[[^\\]]+]|[^\\s/:?#,\\[\\]]+)(?::(\\d+))?()");

    /** Empty if there is no server in it, or more than one. */
    static Optional<ServerInUrl> of(String value) {
        for (Pattern pattern : new Pattern[] {URL, PLAIN}) {
            Matcher matcher = pattern.matcher(value);
            if (matcher.matches()) {
                String port = matcher.group(3);
                return Optional.of(new ServerInUrl(
                        matcher.group(1), matcher.group(2), port == null ? "" : port, matcher.group(4)));
            }
        }
        return Optional.empty();
    }

    /** Whether it leads to this address. A host alone and a port alone count as what they are. */
    boolean isAt(Address address) {
        if (bare()) {
            return host.equals(Integer.toString(address.port())) || sameHost(address);
        }
        return sameHost(address)
                && (port.isEmpty() ? address.port() == DEFAULT_PORT : port.equals(Integer.toString(address.port())));
    }

    private boolean bare() {
        return before.isEmpty() && port.isEmpty();
    }

    private boolean sameHost(Address address) {
        return host.replaceAll("[\\[\\]]", "").equalsIgnoreCase(address.host());
    }

    /** The same value with this address in it. */
    String at(Address address) {
        if (bare() && host.matches("\\d+")) {
            return Integer.toString(address.port());
        }
        String name = address.host().contains(":") && !bare() ? "[" + address.host() + "]" : address.host();
        boolean needless = bare() || port.isEmpty() && address.port() == DEFAULT_PORT;
        return before + name + (needless ? "" : ":" + address.port()) + after;
    }
}
