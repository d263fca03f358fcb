-- The ranges that a comparison of both servers has cut and compared, kept until it has ended: what an interruption leaves.

CREATE TABLE compared_range (
    upgrade      TEXT    NOT NULL REFERENCES upgrade (name),
    -- what must be the same for a comparison to go on: passage, direction, tables
    comparison   TEXT    NOT NULL,
    database     TEXT    NOT NULL,
    table_schema TEXT    NOT NULL,
    table_name   TEXT    NOT NULL,
    ordinal      INTEGER NOT NULL CHECK (ordinal >= 0),
    bounds       TEXT    NOT NULL,
    done         INTEGER NOT NULL CHECK (done IN (0, 1)),
    row_count    INTEGER NOT NULL,
    suspects     TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (upgrade, database, table_schema, table_name, ordinal)
) STRICT;
