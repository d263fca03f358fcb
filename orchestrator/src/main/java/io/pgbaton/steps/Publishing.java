package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.ProbeTable;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.List;

/** The CREATE PUBLICATION of a stream. The tables are those of the source, in both directions. */
final class Publishing {
    private Publishing() {}

    static Sql sql(Facts facts, Stream stream) {
        if (facts.plan().publication() == io.pgbaton.plan.Publishing.ALL_TABLES) {
            return stream.publication().createForAllTables();
        }
        List<TableName> tables = new ArrayList<>();
        tables.add(Streams.marker(facts).table());
        if (facts.plan().switchover().probe() != null) {
            tables.add(new ProbeTable(facts.plan().name()).table());
        }
        for (Row row : facts.at(new Place(Server.SOURCE, stream.database())).ask("tables")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            if (SetReplicaIdentity.published(facts.plan(), row) && !tables.contains(table)) {
                tables.add(table);
            }
        }
        return stream.publication().createFor(tables);
    }
}
