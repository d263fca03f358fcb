package io.pgbaton.plan;

import java.time.Duration;

/** The second process that watches over each pause, so that no client waits for one that is dead or hangs. */
public record Watchdog(
        @Key(
                value = "required: a second process on this machine watches over each pause, and without it there is no"
                        + " switch; off: clients wait until somebody runs pgbaton again",
                byDefault = "required")
        WatchdogUse use,

        @Key(value = "How long it may take until it is ready, before the pause", byDefault = "1min")
        @Within(min = "1s", max = "10min")
        Duration startTimeout,

        @Key(
                value = "How long after the freezeBudget a process that lives may take to let clients go on, before the"
                        + " watchdog takes over; one that died is noticed at once",
                byDefault = "5s")
        @Within(min = "100ms", max = "10min")
        Duration grace,

        @Key(
                value = "How long it goes on trying, every second, while a server or the pooler cannot be reached",
                byDefault = "1h")
        @Within(min = "0s", max = "7d")
        Duration patience) {}
