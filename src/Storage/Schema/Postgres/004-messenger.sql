-- Whether the content is a client's own ciphertext: never indexed, never shown as text.
ALTER TABLE messages ADD COLUMN encrypted smallint NOT NULL DEFAULT 0;

-- What a member alone sees of a conversation; hidden is how many of its messages are hidden from them.
ALTER TABLE conversation_members ADD COLUMN pinned_at bigint;
ALTER TABLE conversation_members ADD COLUMN muted bigint NOT NULL DEFAULT 0;
ALTER TABLE conversation_members ADD COLUMN hidden bigint NOT NULL DEFAULT 0;

CREATE TABLE message_hidden (
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    sequence        bigint NOT NULL,
    hidden_at       bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id, sequence)
);

ALTER TABLE users ADD COLUMN full_name text;
ALTER TABLE users ADD COLUMN full_name_folded text COLLATE "C";

-- Every ending of every full name, as of usernames.
CREATE TABLE user_full_name_endings (
    ending  text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (ending, user_id)
);

CREATE INDEX user_full_name_endings_user ON user_full_name_endings (user_id);

ALTER TABLE calls ADD COLUMN conversation_id uuid;
ALTER TABLE calls ADD COLUMN end_reason bigint NOT NULL DEFAULT 0;

-- Participants who are never told of the call, because they blocked its initiator.
ALTER TABLE call_participants ADD COLUMN hidden bigint NOT NULL DEFAULT 0;

-- What user_id has to do with other_id; both rows of a pair are written together. asks: how often the contact was asked for.
CREATE TABLE relations (
    user_id    uuid NOT NULL,
    other_id   uuid NOT NULL,
    contact_id uuid NOT NULL,
    contact    bigint NOT NULL,
    asked_by   uuid,
    asks       bigint NOT NULL,
    message    text,
    since      bigint,
    updated_at bigint NOT NULL,
    blocked_at bigint,
    version    bigint NOT NULL,
    PRIMARY KEY (user_id, other_id)
);

CREATE UNIQUE INDEX relations_contact ON relations (user_id, contact_id);
CREATE INDEX relations_contacts ON relations (user_id, contact, updated_at);
CREATE INDEX relations_blocked ON relations (user_id, blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX relations_blockers ON relations (other_id) WHERE blocked_at IS NOT NULL;

-- highest_key_id: of all one-time keys that the device ever gave, so that none is taken twice.
CREATE TABLE device_keys (
    user_id        uuid NOT NULL,
    device_id      text NOT NULL,
    identity_key   text NOT NULL,
    signed_key_id  bigint NOT NULL,
    signed_key     text NOT NULL,
    signature      text NOT NULL,
    highest_key_id bigint NOT NULL,
    updated_at     bigint NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

CREATE TABLE one_time_prekeys (
    user_id    uuid NOT NULL,
    device_id  text NOT NULL,
    key_id     bigint NOT NULL,
    public_key text NOT NULL,
    PRIMARY KEY (user_id, device_id, key_id)
);

-- What is null is not known until the file is complete.
CREATE TABLE files (
    id              uuid NOT NULL PRIMARY KEY,
    owner_id        uuid NOT NULL,
    conversation_id uuid NOT NULL,
    name            text,
    size            bigint NOT NULL,
    mime            text,
    category        bigint NOT NULL,
    sha256          text,
    width           bigint,
    height          bigint,
    thumbnail       bigint NOT NULL DEFAULT 0,
    status          bigint NOT NULL,
    created_at      bigint NOT NULL,
    expires_at      bigint NOT NULL
);

CREATE INDEX files_owner ON files (owner_id, created_at);
CREATE INDEX files_conversation ON files (conversation_id);
CREATE INDEX files_expiry ON files (status, expires_at);

-- What has to leave the cluster. Body and token are wiped when it was sent; due_at is null once it was given up; user_id is whose it is.
CREATE TABLE outbox (
    id           uuid NOT NULL PRIMARY KEY,
    channel      bigint NOT NULL,
    recipient    text NOT NULL,
    subject      text,
    body         text,
    token        text,
    created_at   bigint NOT NULL,
    due_at       bigint,
    attempts     bigint NOT NULL DEFAULT 0,
    leased_until bigint,
    sent_at      bigint,
    user_id      uuid
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, created_at);
CREATE INDEX outbox_age ON outbox (created_at);
CREATE INDEX outbox_user ON outbox (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE notifications (
    id         uuid NOT NULL PRIMARY KEY,
    user_id    uuid NOT NULL,
    kind       bigint NOT NULL,
    topic_id   uuid NOT NULL,
    data       text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    read_at    bigint
);

CREATE INDEX notifications_user ON notifications (user_id, updated_at);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

-- One unread notification of a kind about one thing: later ones move it up.
CREATE UNIQUE INDEX notifications_topic ON notifications (user_id, kind, topic_id) WHERE read_at IS NULL;

CREATE TABLE push_tokens (
    user_id    uuid NOT NULL,
    device_id  text NOT NULL,
    platform   bigint NOT NULL,
    token      text NOT NULL,
    token_hash text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

-- A token belongs to the one user who gave it last.
CREATE UNIQUE INDEX push_tokens_hash ON push_tokens (token_hash);

CREATE TABLE analytics_events (
    id         uuid NOT NULL PRIMARY KEY,
    user_id    uuid NOT NULL,
    name       text NOT NULL,
    properties text,
    at         bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX analytics_events_user ON analytics_events (user_id, created_at);

-- How far the messages of a conversation are counted in message_days; day is the number of days since 1970 (UTC).
CREATE TABLE usage_progress (
    conversation_id uuid NOT NULL PRIMARY KEY,
    sequence        bigint NOT NULL
);

CREATE TABLE message_days (
    conversation_id uuid NOT NULL,
    day             bigint NOT NULL,
    sender_id       uuid NOT NULL,
    messages        bigint NOT NULL,
    PRIMARY KEY (conversation_id, day, sender_id)
);

CREATE TABLE meetings (
    id          uuid NOT NULL PRIMARY KEY,
    version     bigint NOT NULL,
    host_id     uuid NOT NULL,
    title       text NOT NULL,
    description text,
    starts_at   bigint NOT NULL,
    minutes     bigint NOT NULL,
    zone        text,
    frequency   bigint,
    every       bigint,
    until       bigint,
    status      bigint NOT NULL,
    invite_key  text NOT NULL,
    created_at  bigint NOT NULL,
    updated_at  bigint NOT NULL
);

CREATE INDEX meetings_host ON meetings (host_id);

CREATE TABLE meeting_invitees (
    meeting_id uuid NOT NULL,
    user_id    uuid NOT NULL,
    ordinal    bigint NOT NULL,
    PRIMARY KEY (meeting_id, user_id)
);

CREATE INDEX meeting_invitees_user ON meeting_invitees (user_id);
