-- Who approved what: the digest of a dry run, and what it covers, item by item (JSON).

CREATE TABLE approval (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    upgrade     TEXT    NOT NULL REFERENCES upgrade (name),
    digest      TEXT    NOT NULL,
    approved_by TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    sheet       TEXT    NOT NULL
) STRICT;
