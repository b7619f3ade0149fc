-- Whether the content is a client's own ciphertext: never indexed, never shown as text.
ALTER TABLE messages ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 0;

-- What a member alone sees of a conversation; hidden is how many of its messages are hidden from them.
ALTER TABLE conversation_members ADD COLUMN pinned_at INTEGER;
ALTER TABLE conversation_members ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation_members ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

CREATE TABLE message_hidden (
    conversation_id BLOB NOT NULL,
    user_id         BLOB NOT NULL,
    sequence        INTEGER NOT NULL,
    hidden_at       INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id, sequence)
) WITHOUT ROWID;

ALTER TABLE users ADD COLUMN full_name TEXT;
ALTER TABLE users ADD COLUMN full_name_folded TEXT;

-- Every ending of every full name, as of usernames.
CREATE TABLE user_full_name_endings (
    ending  TEXT NOT NULL,
    user_id BLOB NOT NULL,
    PRIMARY KEY (ending, user_id)
) WITHOUT ROWID;

CREATE INDEX user_full_name_endings_user ON user_full_name_endings (user_id);

ALTER TABLE calls ADD COLUMN conversation_id BLOB;
ALTER TABLE calls ADD COLUMN end_reason INTEGER NOT NULL DEFAULT 0;

-- Participants who are never told of the call, because they blocked its initiator.
ALTER TABLE call_participants ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

-- What user_id has to do with other_id; both rows of a pair are written together. asks: how often the contact was asked for.
CREATE TABLE relations (
    user_id    BLOB NOT NULL,
    other_id   BLOB NOT NULL,
    contact_id BLOB NOT NULL,
    contact    INTEGER NOT NULL,
    asked_by   BLOB,
    asks       INTEGER NOT NULL,
    message    TEXT,
    since      INTEGER,
    updated_at INTEGER NOT NULL,
    blocked_at INTEGER,
    version    INTEGER NOT NULL,
    PRIMARY KEY (user_id, other_id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX relations_contact ON relations (user_id, contact_id);
CREATE INDEX relations_contacts ON relations (user_id, contact, updated_at);
CREATE INDEX relations_blocked ON relations (user_id, blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX relations_blockers ON relations (other_id) WHERE blocked_at IS NOT NULL;

-- highest_key_id: of all one-time keys that the device ever gave, so that none is taken twice.
CREATE TABLE device_keys (
    user_id        BLOB NOT NULL,
    device_id      TEXT NOT NULL,
    identity_key   TEXT NOT NULL,
    signed_key_id  INTEGER NOT NULL,
    signed_key     TEXT NOT NULL,
    signature      TEXT NOT NULL,
    highest_key_id INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id)
) WITHOUT ROWID;

CREATE TABLE one_time_prekeys (
    user_id    BLOB NOT NULL,
    device_id  TEXT NOT NULL,
    key_id     INTEGER NOT NULL,
    public_key TEXT NOT NULL,
    PRIMARY KEY (user_id, device_id, key_id)
) WITHOUT ROWID;

-- What is null is not known until the file is complete.
CREATE TABLE files (
    id              BLOB NOT NULL PRIMARY KEY,
    owner_id        BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    name            TEXT,
    size            INTEGER NOT NULL,
    mime            TEXT,
    category        INTEGER NOT NULL,
    sha256          TEXT,
    width           INTEGER,
    height          INTEGER,
    thumbnail       INTEGER NOT NULL DEFAULT 0,
    status          INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX files_owner ON files (owner_id, created_at);
CREATE INDEX files_conversation ON files (conversation_id);
CREATE INDEX files_expiry ON files (status, expires_at);

-- What has to leave the cluster. Body and token are wiped when it was sent; due_at is null once it was given up; user_id is whose it is.
CREATE TABLE outbox (
    id           BLOB NOT NULL PRIMARY KEY,
    channel      INTEGER NOT NULL,
    recipient    TEXT NOT NULL,
    subject      TEXT,
    body         TEXT,
    token        TEXT,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER,
    sent_at      INTEGER,
    user_id      BLOB
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, created_at);
CREATE INDEX outbox_age ON outbox (created_at);
CREATE INDEX outbox_user ON outbox (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE notifications (
    id         BLOB NOT NULL PRIMARY KEY,
    user_id    BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    topic_id   BLOB NOT NULL,
    data       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    read_at    INTEGER
) WITHOUT ROWID;

CREATE INDEX notifications_user ON notifications (user_id, updated_at);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

-- One unread notification of a kind about one thing: later ones move it up.
CREATE UNIQUE INDEX notifications_topic ON notifications (user_id, kind, topic_id) WHERE read_at IS NULL;

CREATE TABLE push_tokens (
    user_id    BLOB NOT NULL,
    device_id  TEXT NOT NULL,
    platform   INTEGER NOT NULL,
    token      TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id)
) WITHOUT ROWID;

-- A token belongs to the one user who gave it last.
CREATE UNIQUE INDEX push_tokens_hash ON push_tokens (token_hash);

CREATE TABLE analytics_events (
    id         BLOB NOT NULL PRIMARY KEY,
    user_id    BLOB NOT NULL,
    name       TEXT NOT NULL,
    properties TEXT,
    at         INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX analytics_events_user ON analytics_events (user_id, created_at);

-- How far the messages of a conversation are counted in message_days; day is the number of days since 1970 (UTC).
CREATE TABLE usage_progress (
    conversation_id BLOB NOT NULL PRIMARY KEY,
    sequence        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE message_days (
    conversation_id BLOB NOT NULL,
    day             INTEGER NOT NULL,
    sender_id       BLOB NOT NULL,
    messages        INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, day, sender_id)
) WITHOUT ROWID;

CREATE TABLE meetings (
    id          BLOB NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL,
    host_id     BLOB NOT NULL,
    title       TEXT NOT NULL,
    description TEXT,
    starts_at   INTEGER NOT NULL,
    minutes     INTEGER NOT NULL,
    zone        TEXT,
    frequency   INTEGER,
    every       INTEGER,
    until       INTEGER,
    status      INTEGER NOT NULL,
    invite_key  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX meetings_host ON meetings (host_id);

CREATE TABLE meeting_invitees (
    meeting_id BLOB NOT NULL,
    user_id    BLOB NOT NULL,
    ordinal    INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, user_id)
) WITHOUT ROWID;

CREATE INDEX meeting_invitees_user ON meeting_invitees (user_id);
