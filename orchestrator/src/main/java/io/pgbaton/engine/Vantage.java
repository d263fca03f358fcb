package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableContents;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From where both servers are looked at: as they are, one following the other, or as they were at one moment. */
sealed interface Vantage permits Present, Moment {
    /** A new session that reads from here; throws {@link io.pgbaton.postgres.PostgresException}. */
    Reader reader(Place place);

    /** How long one question may take. */
    Duration limit();

    /** How often a difference must be seen. */
    int rounds();

    /** Waits while it would be a burden to go on; throws {@link StepFailed} if that takes too long. */
    void rest(Reader publisher, Stream stream);

    /** Waits until the subscriber shows all that could be seen on the publisher until now; throws {@link StepFailed}. */
    void catchUp(Reader publisher, Stream stream);

    /** Why nothing more is begun; null to go on. */
    @Nullable
    String over();

    /** Why what was just read of a table need not be all that there was; null if it is. */
    @Nullable
    String lost(ReaderPair pair, TableContents publisher, TableContents subscriber);
}
