-- The journal of all upgrades. Times are microseconds since 1970-01-01 00:00 UTC; lists and details are JSON.

CREATE TABLE upgrade (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT    NOT NULL UNIQUE,
    plan_path       TEXT    NOT NULL,
    plan_text       TEXT    NOT NULL,
    digest          TEXT    NOT NULL,
    databases       TEXT    NOT NULL,
    phase           TEXT    NOT NULL CHECK (phase IN (
                        'PLANNED', 'CHECKED', 'REPLICATING', 'IN_SYNC', 'SWITCHING_OVER', 'HANDING_OVER',
                        'SWITCHED_OVER', 'SWITCHING_BACK', 'HANDING_BACK', 'SWITCHED_BACK', 'FINISHING', 'FINISHED',
                        'ABANDONING', 'ABANDONED', 'PAUSED', 'STALLED')),
    -- what a resume goes back to, while paused or stalled
    phase_of        TEXT             CHECK (phase_of IN (
                        'REPLICATING', 'SWITCHING_OVER', 'HANDING_OVER', 'SWITCHING_BACK', 'HANDING_BACK',
                        'FINISHING', 'ABANDONING')),
    version         INTEGER NOT NULL CHECK (version >= 0),
    epoch           INTEGER NOT NULL CHECK (epoch >= 0),
    owner           TEXT,
    passage         INTEGER NOT NULL CHECK (passage >= 0),
    step            TEXT,
    last_error      TEXT,
    pause_requested INTEGER NOT NULL CHECK (pause_requested IN (0, 1)),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    CHECK ((phase IN ('PAUSED', 'STALLED')) = (phase_of IS NOT NULL))
) STRICT;

CREATE TABLE move (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    upgrade     TEXT    NOT NULL REFERENCES upgrade (name),
    passage     INTEGER NOT NULL,
    phase       TEXT    NOT NULL CHECK (phase IN (
                    'PLANNED', 'CHECKED', 'REPLICATING', 'IN_SYNC', 'SWITCHING_OVER', 'HANDING_OVER',
                    'SWITCHED_OVER', 'SWITCHING_BACK', 'HANDING_BACK', 'SWITCHED_BACK', 'FINISHING', 'FINISHED',
                    'ABANDONING', 'ABANDONED')),
    step        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    work        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('INTENDED', 'DONE', 'ALREADY', 'FAILED', 'UNDONE', 'SETTLED')),
    sql_state   TEXT,
    error       TEXT,
    intended_at INTEGER NOT NULL,
    settled_at  INTEGER,
    CHECK ((state = 'INTENDED') = (settled_at IS NULL))
) STRICT;

CREATE INDEX move_upgrade ON move (upgrade, id);

CREATE TABLE event (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    upgrade TEXT    NOT NULL REFERENCES upgrade (name),
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    message TEXT    NOT NULL,
    detail  TEXT    NOT NULL
) STRICT;

CREATE INDEX event_upgrade ON event (upgrade, id);

-- Nobody rewrites the history, not even a later version of this program.
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;

CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;

CREATE TABLE held_step (
    upgrade TEXT    NOT NULL REFERENCES upgrade (name),
    step    TEXT    NOT NULL,
    held_at INTEGER NOT NULL,
    PRIMARY KEY (upgrade, step)
) STRICT;
