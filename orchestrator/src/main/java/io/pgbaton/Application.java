package io.pgbaton;

import io.pgbaton.cli.Pgbaton;
import io.pgbaton.cli.text.Screen;
import java.time.ZoneId;
import java.util.Map;

/** The program. Commands that need nothing but their words never start Spring. */
public final class Application {
    private Application() {}

    /** Carries out one command and ends the process with its exit code. */
    public static void main(String[] words) {
        Map<String, String> environment = System.getenv();
        Screen screen = Screen.ofProcess(environment);
        System.exit(Pgbaton.execute(new SpringAssembly(), screen, ZoneId.systemDefault(), environment, words));
    }
}
