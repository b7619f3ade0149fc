-- Times are microseconds since 1970 (UTC). Text that is searched by ranges compares byte by byte (collation "C").

CREATE TABLE conversations (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          uuid NOT NULL UNIQUE,
    kind        bigint NOT NULL,
    epoch       bigint NOT NULL,
    version     bigint NOT NULL,
    title       text,
    description text,
    cover       text,
    group_type  bigint NOT NULL,
    created_at  bigint NOT NULL,
    updated_at  bigint NOT NULL,
    deleted     bigint NOT NULL DEFAULT 0
);

-- Asked at every append: holds deleted conversations only.
CREATE INDEX conversations_deleted ON conversations (id) WHERE deleted = 1;

CREATE TABLE conversation_members (
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    kind            bigint NOT NULL,
    ordinal         bigint NOT NULL,
    role            bigint NOT NULL,
    joined_at       bigint NOT NULL,
    delivered       bigint NOT NULL,
    seen            bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX conversation_members_user ON conversation_members (user_id, kind, joined_at);

CREATE TABLE messages (
    conversation_id       uuid NOT NULL,
    sequence              bigint NOT NULL,
    id                    uuid NOT NULL,
    sender_id             uuid NOT NULL,
    created_at            bigint NOT NULL,
    edited_at             bigint,
    deleted_at            bigint,
    operation_fingerprint bigint,
    change                bigint NOT NULL DEFAULT 0,
    parent_id             uuid,
    type                  smallint NOT NULL,
    content               text NOT NULL,
    metadata              text,
    operation_id          text,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_operation ON messages (conversation_id, sender_id, operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX messages_change ON messages (conversation_id, change) WHERE change > 0;

CREATE TABLE message_reactions (
    conversation_id uuid NOT NULL,
    sequence        bigint NOT NULL,
    user_id         uuid NOT NULL,
    emoji           text NOT NULL,
    change          bigint NOT NULL,
    created_at      bigint NOT NULL,
    PRIMARY KEY (conversation_id, sequence, user_id, emoji)
);

-- The change counter of each conversation that has one: what edits, deletions and reactions compare and swap on.
CREATE TABLE conversation_changes (
    conversation_id uuid NOT NULL PRIMARY KEY,
    change          bigint NOT NULL
);

-- Deleted conversations whose messages are to be wiped at next_at: at once, and again after deleted_at has passed for every append.
CREATE TABLE conversation_purges (
    conversation_id uuid NOT NULL PRIMARY KEY,
    deleted_at      bigint NOT NULL,
    next_at         bigint NOT NULL
);

-- The search index. Every word carries the number of its conversation, '12/hello', so that a search costs what its reader's conversations hold.
CREATE TABLE message_search (
    conversation_id uuid NOT NULL,
    sequence        bigint NOT NULL,
    created_at      bigint NOT NULL,
    words           tsvector NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

-- New words gather in a list of the index, which the indexer merges whenever it has caught up.
CREATE INDEX message_search_words ON message_search USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 4096);

-- Messages to index (again), in the transaction that wrote them; one row for each group of appends.
CREATE TABLE search_queue (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_ids uuid[] NOT NULL,
    sequences        bigint[] NOT NULL
);

ALTER TABLE search_queue ALTER COLUMN conversation_ids SET STORAGE EXTERNAL, ALTER COLUMN sequences SET STORAGE EXTERNAL;

CREATE TABLE users (
    id              uuid NOT NULL PRIMARY KEY,
    username        text NOT NULL,
    username_folded text COLLATE "C" NOT NULL,
    email           text NOT NULL,
    email_folded    text COLLATE "C" NOT NULL,
    avatar          text,
    deleted         bigint NOT NULL
);

CREATE INDEX users_email ON users (email_folded);
CREATE INDEX users_deleted ON users (id) WHERE deleted = 1;

-- Every ending of every username, so that "contains" is a range of this key.
CREATE TABLE user_name_endings (
    ending  text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (ending, user_id)
);

CREATE INDEX user_name_endings_user ON user_name_endings (user_id);

CREATE TABLE revoked_sessions (
    session_id uuid NOT NULL PRIMARY KEY,
    until      bigint NOT NULL
);

CREATE INDEX revoked_sessions_until ON revoked_sessions (until);

CREATE TABLE calls (
    id           uuid NOT NULL PRIMARY KEY,
    version      bigint NOT NULL,
    initiator_id uuid NOT NULL,
    room_id      text NOT NULL,
    type         bigint NOT NULL,
    status       bigint NOT NULL,
    group_id     uuid,
    created_at   bigint NOT NULL,
    answered_at  bigint,
    ended_at     bigint
);

CREATE TABLE call_participants (
    call_id    uuid NOT NULL,
    user_id    uuid NOT NULL,
    ordinal    bigint NOT NULL,
    status     bigint NOT NULL,
    joined_at  bigint,
    left_at    bigint,
    created_at bigint NOT NULL,
    PRIMARY KEY (call_id, user_id)
);

CREATE INDEX call_participants_user ON call_participants (user_id, created_at);

CREATE TABLE grain_state (
    storage_name text NOT NULL,
    state_name   text NOT NULL,
    grain_id     text NOT NULL,
    etag         text NOT NULL,
    state        text,
    PRIMARY KEY (storage_name, state_name, grain_id)
);

CREATE TABLE reminders (
    service_id    text NOT NULL,
    grain_id      text NOT NULL,
    reminder_name text NOT NULL,
    grain_hash    bigint NOT NULL,
    start_at      bigint NOT NULL,
    period        bigint NOT NULL,
    etag          text NOT NULL,
    PRIMARY KEY (service_id, grain_id, reminder_name)
);

CREATE INDEX reminders_hash ON reminders (service_id, grain_hash);
