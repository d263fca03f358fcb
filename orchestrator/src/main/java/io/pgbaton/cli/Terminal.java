package io.pgbaton.cli;

import io.pgbaton.cli.text.Screen;
import io.pgbaton.engine.Questions;
import java.io.Console;

/** The terminal as a place where a person is asked and confirms by a line with 'yes'. */
final class Terminal {
    private final Questions questions;
    private final Screen screen;
    private final Console console;
    private volatile String asking = "";
    private boolean reading;

    private Terminal(Questions questions, Screen screen, Console console) {
        this.questions = questions;
        this.screen = screen;
        this.console = console;
    }

    /** Asks at the terminal if there is one; without one, nobody hears. */
    static void answers(Questions questions, Screen screen) {
        Console console = System.console();
        if (console != null && screen.terminal()) {
            Terminal terminal = new Terminal(questions, screen, console);
            questions.listen(terminal::ask);
        }
    }

    // a thread of its own: the engine waits no longer than the plan says, and a read cannot be ended
    private synchronized void ask(String upgrade, String question) {
        asking = upgrade;
        screen.say(screen.bold("Now " + question + " by typing 'yes'."));
        if (!reading) {
            reading = true;
            Thread thread = new Thread(this::read, "answer");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void read() {
        for (String line = console.readLine(); line != null; line = console.readLine()) {
            if (line.strip().equalsIgnoreCase("yes")) {
                if (!questions.confirm(asking)) {
                    screen.complain("nothing is asked now");
                }
            } else {
                screen.say("type 'yes' once it is done");
            }
        }
    }
}
