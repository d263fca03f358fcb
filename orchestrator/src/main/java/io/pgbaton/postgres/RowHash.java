package io.pgbaton.postgres;

import java.util.List;

/**
 * How both servers turn a row into 64 bits: the same for rows that replication would call identical, and with the certainty
 * of 64 bits different for all others. Equality is not enough: 1.0 and 1.00 are equal, and different rows all the same.
 */
public sealed interface RowHash permits RecordHash, TextHash {
    /** A bigint over these columns of the row called {@code r}; never null. */
    String of(List<TableColumn> columns);

    /** What the report calls it. */
    String word();
}
