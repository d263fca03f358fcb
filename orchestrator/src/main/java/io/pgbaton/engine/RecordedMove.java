package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Route;
import io.pgbaton.step.Undo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A move as the journal keeps it: what was shown, where, the question that tells whether it happened, and how it is taken
 * back. Secrets are not in it: an undo never needs one.
 */
record RecordedMove(
        @Nullable Place at,
        @Nullable String order,
        List<String> shown,
        @Nullable Question holds,
        Change.Lasts lasts,
        List<String> undo,
        Sql.@Nullable Mode undoMode,
        @Nullable String undoOrder,
        @Nullable String because) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A {@link Probe.Holds} in JSON. */
    record Question(Place at, String sql, String sentence) {}

    static RecordedMove of(Change change) {
        Probe.Holds holds = change.holds();
        List<String> undo = List.of();
        Sql.Mode mode = null;
        String because = null;
        if (change.undo() instanceof Undo.With) {
            Sql sql = ((Undo.With) change.undo()).sql();
            undo = sql.statements();
            mode = sql.mode();
        } else {
            because = reason(change.undo());
        }
        return new RecordedMove(
                change.at(),
                null,
                change.sql().shown(),
                new Question(holds.at(), holds.sql(), holds.sentence()),
                change.lasts(),
                undo,
                mode,
                null,
                because);
    }

    /** A change that held before anybody intended it: whatever becomes of the process, it is never taken back. */
    static RecordedMove found(Change change) {
        RecordedMove made = of(change);
        return new RecordedMove(
                made.at, null, made.shown, made.holds, made.lasts, List.of(), null, null, "it was so before");
    }

    static RecordedMove of(Route route) {
        boolean back = route.undo() instanceof Route.With;
        return new RecordedMove(
                null,
                text(route.order()),
                List.of(),
                null,
                Change.Lasts.FOREVER,
                List.of(),
                null,
                back ? text(((Route.With) route.undo()).order()) : null,
                back ? null : ((Route.Needless) route.undo()).because());
    }

    static String reason(Undo undo) {
        return undo instanceof Undo.Needless
                ? ((Undo.Needless) undo).because()
                : "cannot be undone: " + ((Undo.Impossible) undo).because();
    }

    static RecordedMove parse(String json) {
        return JSON.readValue(json, RecordedMove.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    Probe.@Nullable Holds probe() {
        return holds == null ? null : new Probe.Holds(holds.at(), holds.sql(), holds.sentence(), null);
    }

    @Nullable
    Sql undoSql() {
        return undoMode == null ? null : new Sql(undo, undo, undoMode);
    }

    static String text(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public String pause() {
                return "pause";
            }

            @Override
            public String resume() {
                return "resume";
            }

            @Override
            public String pointAt(Server server) {
                return server.word();
            }
        });
    }

    static Route.Order order(String text) {
        switch (text) {
            case "pause":
                return new Route.Pause();
            case "resume":
                return new Route.Resume();
            default:
                return new Route.PointAt(Server.valueOf(text.toUpperCase(java.util.Locale.ROOT)));
        }
    }
}
