package io.pgbaton.cli;

/** What scripts see of how a command ended. */
enum ExitCode {
    DONE(0, "done; or paused because somebody asked; or in sync and waiting for approval"),
    UNEXPECTED(1, "failed: a server cannot be reached, a fault of pgbaton; --verbose tells more"),
    USAGE(2, "the plan or the command cannot be used: problems, unknown name, not allowed now"),
    BLOCKED(
            3,
            "a check found something that must be mended or allowed first, an approval is missing, or rows differ or are undecided; nothing was changed"),
    STALLED(4, "a step failed; resume tries it again"),
    BACKED_OUT(5, "a switch missed its budget or failed and was undone; everything is as before"),
    HELD(6, "another process works on the upgrade or compares its servers, or took it over"),
    UNPROVED(
            7,
            "switched, and both servers, compared as they were at the switch, differ or are not proved to be the same");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
