package io.pgbaton.journal;

import io.pgbaton.engine.Journal.Approved;
import io.pgbaton.engine.Journal.ComparedRange;
import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.postgres.KeyRange;
import io.pgbaton.postgres.TableName;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How the journal's records lie in its tables: times in microseconds since 1970, lists as JSON. */
final class Rows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Rows() {}

    static Entry entry(ResultSet row, int number) throws SQLException {
        String of = row.getString("phase_of");
        return new Entry(
                row.getString("name"),
                row.getString("plan_path"),
                row.getString("plan_text"),
                row.getString("digest"),
                List.of(JSON.readValue(row.getString("databases"), String[].class)),
                new Stage(Phase.valueOf(row.getString("phase")), of == null ? null : Phase.valueOf(of)),
                row.getLong("version"),
                row.getLong("epoch"),
                row.getString("owner"),
                row.getLong("passage"),
                row.getString("step"),
                row.getString("last_error"),
                row.getInt("pause_requested") != 0,
                instant(row.getLong("created_at")),
                instant(row.getLong("updated_at")));
    }

    static MoveEntry move(ResultSet row, int number) throws SQLException {
        return new MoveEntry(
                row.getLong("id"),
                row.getLong("passage"),
                Phase.valueOf(row.getString("phase")),
                row.getString("step"),
                row.getString("key"),
                row.getString("work"),
                MoveState.valueOf(row.getString("state")),
                row.getString("sql_state"),
                row.getString("error"),
                instant(row.getLong("intended_at")),
                settledAt(row),
                row.getString("found"));
    }

    private static @Nullable Instant settledAt(ResultSet row) throws SQLException {
        long micros = row.getLong("settled_at");
        return row.wasNull() ? null : instant(micros);
    }

    static Approved approved(ResultSet row, int number) throws SQLException {
        return new Approved(
                row.getString("digest"),
                row.getString("approved_by"),
                instant(row.getLong("at")),
                row.getString("sheet"));
    }

    static EventEntry event(ResultSet row, int number) throws SQLException {
        return new EventEntry(
                row.getLong("id"),
                instant(row.getLong("at")),
                row.getString("who"),
                row.getString("kind"),
                row.getString("message"),
                row.getString("detail"));
    }

    static ComparedRange comparedRange(ResultSet row, int number) throws SQLException {
        return new ComparedRange(
                row.getString("database"),
                new TableName(row.getString("table_schema"), row.getString("table_name")),
                row.getInt("ordinal"),
                JSON.readValue(row.getString("bounds"), KeyRange.class),
                row.getInt("done") != 0,
                row.getLong("row_count"),
                JSON.readValue(row.getString("suspects"), new TypeReference<List<List<String>>>() {}),
                instant(row.getLong("at")));
    }

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
