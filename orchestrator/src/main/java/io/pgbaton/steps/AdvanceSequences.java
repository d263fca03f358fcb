package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Sequence;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets every sequence of the server that is about to take the traffic a margin beyond where it stands on the other one.
 * Replication does not carry sequences before version 19 (DOMAIN LAW-8, D.5).
 */
public final class AdvanceSequences implements Step {
    /** A statement of this many parts stays well below every limit of the server. */
    private static final int BATCH = 500;

    private final Server from;

    public AdvanceSequences(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "advance-sequences";
    }

    @Override
    public boolean looksAnew() {
        return true;
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work =
                Work.intending("Advance every sequence of the " + from.other().word() + " by the margin");
        for (String database : facts.databases()) {
            List<Sequence> sequences = read(facts, new Place(from, database));
            Place to = new Place(from.other(), database);
            for (int at = 0; at < sequences.size(); at += BATCH) {
                List<Sequence> batch = sequences.subList(at, Math.min(sequences.size(), at + BATCH));
                work.move(advance(batch, to, facts.plan().sequences().margin(), at));
            }
        }
        return work.build();
    }

    /** Where the sequences stand now. Where the database does not exist yet, nowhere. */
    static List<Sequence> read(Facts facts, Place place) {
        List<Sequence> sequences = new ArrayList<>();
        if (!facts.exists(place)) {
            return sequences;
        }
        List<Row> rows = facts.at(place).ask("sequences");
        for (int at = 0; at < rows.size(); at += BATCH) {
            List<Row> batch = rows.subList(at, Math.min(rows.size(), at + BATCH));
            StringBuilder query = new StringBuilder();
            for (int i = 0; i < batch.size(); i++) {
                query.append(i == 0 ? "" : " UNION ALL ")
                        .append("SELECT ")
                        .append(i)
                        .append(" AS i, last_value, is_called FROM ")
                        .append(Sequence.nameOf(batch.get(i)).sql());
            }
            for (Row position : facts.at(place).query(query.toString())) {
                Row row = batch.get((int) position.number("i"));
                sequences.add(Sequence.of(row, position.number("last_value"), position.flag("is_called")));
            }
        }
        return sequences;
    }

    private static Change advance(List<Sequence> batch, Place to, long margin, int number) {
        List<String> sets = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        for (Sequence sequence : batch) {
            Sequence.Position next = sequence.advanced(margin);
            sets.add("pg_catalog.setval(" + Identifier.literal(sequence.name().sql()) + "::pg_catalog.regclass, "
                    + next.value() + ", " + next.called() + ")");
            questions.add("SELECT last_value = " + next.value() + " AND is_called = " + next.called() + " AS ok FROM "
                    + sequence.name().sql());
        }
        return Change.ensures(
                "advance " + batch.size() + " sequences of " + to.database()
                        + (number == 0 ? "" : " from number " + number),
                to,
                Sql.of("SELECT " + String.join(", ", sets)),
                Probe.holds(
                        to,
                        "the sequences of " + to.database() + " are advanced",
                        "SELECT pg_catalog.bool_and(ok) FROM (" + String.join(" UNION ALL ", questions) + ") s"),
                Undo.needless("nobody uses them before the next switch, which sets them anew"));
    }
}
