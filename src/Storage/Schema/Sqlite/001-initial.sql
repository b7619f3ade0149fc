-- Ids are UUIDs as 16 bytes, most significant first; times are microseconds since 1970 (UTC).

CREATE TABLE conversations (
    number      INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    kind        INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    title       TEXT,
    description TEXT,
    cover       TEXT,
    group_type  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    deleted     INTEGER NOT NULL DEFAULT 0
);

-- Asked at every append: holds deleted conversations only.
CREATE INDEX conversations_deleted ON conversations (id) WHERE deleted = 1;

CREATE TABLE conversation_members (
    conversation_id BLOB NOT NULL,
    user_id         BLOB NOT NULL,
    kind            INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL,
    role            INTEGER NOT NULL,
    joined_at       INTEGER NOT NULL,
    delivered       INTEGER NOT NULL,
    seen            INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
) WITHOUT ROWID;

CREATE INDEX conversation_members_user ON conversation_members (user_id, kind, joined_at);

-- position is the order of commits; the search index refers to it and is complete up to search_progress.
CREATE TABLE messages (
    position              INTEGER PRIMARY KEY,
    conversation_id       BLOB NOT NULL,
    sequence              INTEGER NOT NULL,
    id                    BLOB NOT NULL UNIQUE,
    sender_id             BLOB NOT NULL,
    type                  INTEGER NOT NULL,
    content               TEXT NOT NULL,
    metadata              TEXT,
    parent_id             BLOB,
    created_at            INTEGER NOT NULL,
    edited_at             INTEGER,
    deleted_at            INTEGER,
    operation_id          TEXT,
    operation_fingerprint INTEGER,
    change                INTEGER NOT NULL DEFAULT 0,
    UNIQUE (conversation_id, sequence)
);

CREATE UNIQUE INDEX messages_operation ON messages (conversation_id, sender_id, operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX messages_change ON messages (conversation_id, change) WHERE change > 0;

CREATE TABLE message_reactions (
    conversation_id BLOB NOT NULL,
    sequence        INTEGER NOT NULL,
    user_id         BLOB NOT NULL,
    emoji           TEXT NOT NULL,
    change          INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, sequence, user_id, emoji)
) WITHOUT ROWID;

-- The change counter of each conversation that has one: what edits, deletions and reactions compare and swap on.
CREATE TABLE conversation_changes (
    conversation_id BLOB NOT NULL PRIMARY KEY,
    change          INTEGER NOT NULL
) WITHOUT ROWID;

-- Deleted conversations whose messages are to be wiped at next_at: at once, and again after deleted_at has passed for every append.
CREATE TABLE conversation_purges (
    conversation_id BLOB NOT NULL PRIMARY KEY,
    deleted_at      INTEGER NOT NULL,
    next_at         INTEGER NOT NULL
) WITHOUT ROWID;

-- The search index: one row per message and distinct word, in the order in which a prefix search of one conversation reads.
CREATE TABLE message_words (
    conversation INTEGER NOT NULL,
    word         TEXT NOT NULL,
    position     INTEGER NOT NULL,
    PRIMARY KEY (conversation, word, position)
) WITHOUT ROWID;

CREATE TABLE search_progress (position INTEGER NOT NULL);
INSERT INTO search_progress (position) VALUES (0);

-- Messages below search_progress that have to be indexed again, because they were edited.
CREATE TABLE search_queue (position INTEGER PRIMARY KEY);

CREATE TABLE users (
    id              BLOB NOT NULL PRIMARY KEY,
    username        TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    email           TEXT NOT NULL,
    email_folded    TEXT NOT NULL,
    avatar          TEXT,
    deleted         INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX users_email ON users (email_folded);
CREATE INDEX users_deleted ON users (id) WHERE deleted = 1;

-- Every ending of every username, so that "contains" is a range of this key.
CREATE TABLE user_name_endings (
    ending  TEXT NOT NULL,
    user_id BLOB NOT NULL,
    PRIMARY KEY (ending, user_id)
) WITHOUT ROWID;

CREATE INDEX user_name_endings_user ON user_name_endings (user_id);

CREATE TABLE revoked_sessions (
    session_id BLOB NOT NULL PRIMARY KEY,
    until      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX revoked_sessions_until ON revoked_sessions (until);

CREATE TABLE calls (
    id           BLOB NOT NULL PRIMARY KEY,
    version      INTEGER NOT NULL,
    initiator_id BLOB NOT NULL,
    room_id      TEXT NOT NULL,
    type         INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    group_id     BLOB,
    created_at   INTEGER NOT NULL,
    answered_at  INTEGER,
    ended_at     INTEGER
) WITHOUT ROWID;

CREATE TABLE call_participants (
    call_id    BLOB NOT NULL,
    user_id    BLOB NOT NULL,
    ordinal    INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    joined_at  INTEGER,
    left_at    INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (call_id, user_id)
) WITHOUT ROWID;

CREATE INDEX call_participants_user ON call_participants (user_id, created_at);

CREATE TABLE grain_state (
    storage_name TEXT NOT NULL,
    state_name   TEXT NOT NULL,
    grain_id     TEXT NOT NULL,
    etag         TEXT NOT NULL,
    state        TEXT,
    PRIMARY KEY (storage_name, state_name, grain_id)
) WITHOUT ROWID;

CREATE TABLE reminders (
    service_id    TEXT NOT NULL,
    grain_id      TEXT NOT NULL,
    reminder_name TEXT NOT NULL,
    grain_hash    INTEGER NOT NULL,
    start_at      INTEGER NOT NULL,
    period        INTEGER NOT NULL,
    etag          TEXT NOT NULL,
    PRIMARY KEY (service_id, grain_id, reminder_name)
) WITHOUT ROWID;

CREATE INDEX reminders_hash ON reminders (service_id, grain_hash);
