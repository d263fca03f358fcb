package io.pgbaton.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The pause in which the traffic changes sides. */
public record Switchover(
        @Key(
                value = "Longest time without writes; when it is not enough, the switchover is backed out",
                byDefault = "10s")
        @Within(min = "100ms", max = "10min")
        Duration freezeBudget,

        @Key(
                value =
                        "How long to wait before the pause for a small lag and the end of long transactions; then nothing has happened",
                byDefault = "10min")
        @Within(min = "1s", max = "1d")
        Duration waitForQuiet,

        @Key(
                value = "How late the other server may be right before the pause, which is longer by so much",
                byDefault = "50ms")
        @Within(min = "1ms", max = "1min")
        Duration maxDelay,

        @Key(
                value = "wait lets open transactions end within the budget; terminate ends them with an error",
                byDefault = "wait")
        OpenTransactions openTransactions,

        @Key("The process that takes over when the one that holds clients back dies or hangs")
        Watchdog watchdog,

        @Key("A client of pgbaton's own that tells the pause as clients see it; absent: none") @Nullable
        LiveProbe probe) {}
