package io.pgbaton.engine;

import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.DurationText;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableContents;
import io.pgbaton.postgres.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both servers as they were at a switch, when neither was written (DOMAIN G-03): nothing moves, so that one look decides. Only
 * TRUNCATE and what writes a table anew take rows from a snapshot; a table that they came upon is told, not called different.
 */
record Moment(Servers servers, Snapshots snapshots, Comparing plan) implements Vantage {
    private static final Duration ASKING = Duration.ofSeconds(60);

    @Override
    public Reader reader(Place place) {
        return servers.reader(place, snapshots.name(place));
    }

    @Override
    public Duration limit() {
        // Whole minutes, so that the server need not be told another limit with each question.
        long minutes = plan.atSwitchFor().minus(snapshots.age()).toMinutes() + 1;
        Duration left = Duration.ofMinutes(Math.max(1, minutes));
        return left.compareTo(plan.timeout()) < 0 ? left : plan.timeout();
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public void rest(Reader publisher, Stream stream) {
        // nobody follows what is looked at
    }

    @Override
    public void catchUp(Reader publisher, Stream stream) {
        // everything had arrived
    }

    @Override
    public @Nullable String over() {
        return snapshots.age().compareTo(plan.atSwitchFor()) < 0
                ? null
                : "not compared to its end: compare.atSwitchFor (" + DurationText.print(plan.atSwitchFor())
                        + ") is over";
    }

    @Override
    public @Nullable String lost(ReaderPair pair, TableContents publisher, TableContents subscriber) {
        ReaderPair.Both kept = pair.ask(kept(publisher.table()), kept(subscriber.table()), ASKING);
        List<String> where = new ArrayList<>();
        if (isLost(kept.publisher())) {
            where.add(pair.stream().publisher().word());
        }
        if (isLost(kept.subscriber())) {
            where.add(pair.stream().subscriber().word());
        }
        return where.isEmpty()
                ? null
                : "not compared to its end: since the switch it was truncated, written anew or dropped on the "
                        + String.join(" and on the ", where);
    }

    /** The catalog as the snapshot shows it, against the file that the table has now. */
    private static String kept(TableName table) {
        return "SELECT c.relfilenode = pg_catalog.pg_relation_filenode(c.oid) AS kept FROM pg_catalog.pg_class c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "
                + Identifier.literal(table.schema()) + " AND c.relname = " + Identifier.literal(table.name());
    }

    private static boolean isLost(List<Row> answer) {
        return answer.isEmpty()
                || answer.get(0).maybe("kept") == null
                || !answer.get(0).flag("kept");
    }
}
