package io.pgbaton.hooks;

import static io.pgbaton.step.Check.Topic.OTHERS;

import io.pgbaton.step.Check;
import java.util.List;

/** What is looked for at those whom hooks ask. */
public final class HookChecks {
    static final Check NO_PROGRAM = OTHERS.block(
                    "HK-02", "A hook's program cannot be run", "It would fail each time, and veto where it may.")
            .mend("name it with its whole path in hooks[].run, and make it executable");
    static final Check NO_TOKEN = OTHERS.block(
                    "HK-03", "A hook's token cannot be read", "Whoever is asked would refuse each time.")
            .mend("set the variable or file that hooks[].token names");

    private static final List<Check> ALL = List.of(NO_PROGRAM, NO_TOKEN);

    private HookChecks() {}

    /** In the order of their numbers. */
    public static List<Check> all() {
        return ALL;
    }
}
