package io.pgbaton.postgres;

import java.util.List;
import java.util.function.Function;

/** Reads one database of one server in a session that the server itself keeps read-only. */
public interface Catalog {
    /** Rows of the query in {@code sql/<question>.sql}; throws {@link PostgresException}. */
    List<Row> ask(String question, Object... parameters);

    /** The answer to a probe's query on this database, as rows of one or two columns; throws {@link PostgresException}. */
    List<Row> query(String sql);

    /** Has the server plan a query in this session, so that {@link #query} costs less; throws {@link PostgresException}. */
    void prepare(String sql);

    /**
     * What {@code learn} found out in this session before, or else finds out now: for what is too slow to be asked while
     * clients wait. A session that breaks forgets it. Whoever uses it must be able to tell that it is no longer true.
     */
    <T> T known(Class<T> what, Function<Catalog, T> learn);

    /** Forgets what {@link #known} keeps, so that it is found out anew. */
    void forget(Class<?> what);

    /** The database's schema as pg_dump of the target's major writes it; throws {@link PostgresException}. */
    SchemaDump schema();

    /** The only row of a question that has exactly one; throws {@link IllegalStateException} otherwise. */
    default Row one(String question, Object... parameters) {
        List<Row> rows = ask(question, parameters);
        if (rows.size() != 1) {
            throw new IllegalStateException(question + ": expected one row, got " + rows.size());
        }
        return rows.get(0);
    }
}
