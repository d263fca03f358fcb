package io.pgbaton.plan;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A person moves the clients and says when it is done, while nobody can write. Nobody is held back: as with the fence
 * alone, clients see errors until they have been moved.
 */
public record ManualTraffic(
        @Key("What the person is asked to do, in words; the server's address follows")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String instruction,

        @Key(
                value = "How long to wait for the person; nobody can write meanwhile, and freezeBudget must be longer",
                byDefault = "2min")
        @Within(min = "1s", max = "9min")
        Duration timeout)
        implements Traffic {

    @Override
    public boolean holdsClients() {
        return false;
    }
}
