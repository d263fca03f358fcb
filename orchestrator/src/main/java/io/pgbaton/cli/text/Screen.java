package io.pgbaton.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command prints: results to {@code out}, complaints to {@code err}. In a terminal it may hold one line that is
 * drawn anew; elsewhere there are plain lines only, and never a control character.
 */
public final class Screen {
    private static final int WIDTH = 100;
    private static final String ERASE = "\r\u001b[2K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean colours;
    private final int width;
    private String held = "";

    /** @param width columns that the held line may take */
    public Screen(PrintStream out, PrintStream err, boolean terminal, boolean colours, int width) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.colours = terminal && colours;
        this.width = width;
    }

    /** The screen of this process, as the launcher describes it in the system properties {@code pgbaton.terminal} and {@code pgbaton.columns}. */
    public static Screen ofProcess(Map<String, String> environment) {
        boolean terminal = Boolean.getBoolean("pgbaton.terminal") && !"dumb".equals(environment.get("TERM"));
        String noColour = environment.get("NO_COLOR");
        int columns = Integer.getInteger("pgbaton.columns", WIDTH);
        return new Screen(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                terminal,
                noColour == null || noColour.isEmpty(),
                columns < 20 ? WIDTH : columns);
    }

    // Containers often have no locale, and their terminals read UTF-8 all the same.
    private static PrintStream stream(FileDescriptor file) {
        return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }

    /** Whether text may be coloured. */
    public boolean colours() {
        return colours;
    }

    public boolean terminal() {
        return terminal;
    }

    public PrintStream err() {
        return err;
    }

    public PrintStream out() {
        return out;
    }

    /** Prints lines; the held line stays below them. */
    public synchronized void say(String text) {
        erase();
        out.print(text.endsWith("\n") ? text : text + "\n");
        draw();
        out.flush();
    }

    /** Prints a complaint; the held line stays below it. */
    public synchronized void complain(String text) {
        erase();
        out.flush();
        err.print(text.endsWith("\n") ? text : text + "\n");
        err.flush();
        draw();
        out.flush();
    }

    /** Draws the one line that stays; only in a terminal. */
    public synchronized void hold(String line) {
        if (terminal) {
            erase();
            held = line.length() < width ? line : line.substring(0, width - 2) + "…";
            draw();
            out.flush();
        }
    }

    private void erase() {
        if (!held.isEmpty()) {
            out.print(ERASE);
        }
    }

    private void draw() {
        out.print(held);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
