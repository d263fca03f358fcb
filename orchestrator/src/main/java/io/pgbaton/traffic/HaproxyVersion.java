package io.pgbaton.traffic;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which HAProxy it is: {@code 3.2.26-1 ...} or {@code 2.6.12-1+deb12u4}. */
record HaproxyVersion(int major, int minor, int patch) {
    private static final Pattern TEXT = Pattern.compile("^(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** The first release of a branch in which raising a frontend's maxconn again does not lock HAProxy up. */
    private static final Map<String, Integer> MENDED = Map.of("2.4", 28, "2.6", 20, "2.8", 12, "2.9", 12, "3.0", 6);

    /** Of an unknown form counts as one that cannot hold. */
    static HaproxyVersion of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new HaproxyVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)))
                : new HaproxyVersion(0, 0, 0);
    }

    /**
     * Whether clients can be held back. Others stop answering, and are ended by their own watchdog, when a frontend with
     * clients that wait gets a maxconn above 0 again (issue 2726 of HAProxy; seen with 2.6.12).
     */
    boolean canHold() {
        if (major > 3 || (major == 3 && minor >= 1)) {
            return true;
        }
        Integer mended = MENDED.get(major + "." + minor);
        return mended != null && patch >= mended;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
