-- The first schema; the same text runs on SQLite and on PostgreSQL.
-- Times are milliseconds since 1970-01-01T00:00:00Z. BYTEWISE_TEXT is compared and sorted byte by byte on both.

-- The event log: the source of truth.
CREATE TABLE events (
    event_id BYTEWISE_TEXT NOT NULL PRIMARY KEY,
    event_time BIGINT NOT NULL,
    event_type TEXT NOT NULL,
    user_id BYTEWISE_TEXT NOT NULL,
    message_id BYTEWISE_TEXT,
    campaign_id BYTEWISE_TEXT,
    text TEXT,
    amount DOUBLE PRECISION,
    dwell_seconds DOUBLE PRECISION,
    label BIGINT,
    country TEXT,
    device TEXT,
    properties TEXT
);
CREATE INDEX events_by_time ON events (event_time, event_id);
CREATE INDEX events_by_user ON events (user_id, event_time, event_id);
CREATE INDEX events_by_message ON events (message_id, event_type) WHERE message_id IS NOT NULL;
CREATE INDEX events_by_campaign ON events (campaign_id, event_type) WHERE campaign_id IS NOT NULL;

-- The catalogue.
CREATE TABLE messages (
    message_id BYTEWISE_TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    created_at BIGINT,
    author_id BYTEWISE_TEXT,
    hidden BIGINT NOT NULL,
    properties TEXT
);
CREATE TABLE campaigns (
    campaign_id BYTEWISE_TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT,
    starts_at BIGINT,
    ends_at BIGINT,
    countries TEXT NOT NULL,
    devices TEXT NOT NULL,
    daily_cap BIGINT,
    per_user_cap BIGINT,
    pacing TEXT
);
-- Which message is in which campaign; a link is declared by the record of the message, of the campaign, or of both.
CREATE TABLE message_campaigns (
    message_id BYTEWISE_TEXT NOT NULL,
    campaign_id BYTEWISE_TEXT NOT NULL,
    declared_by BYTEWISE_TEXT NOT NULL,
    PRIMARY KEY (message_id, campaign_id, declared_by)
);
CREATE INDEX message_campaigns_by_campaign ON message_campaigns (campaign_id, declared_by, message_id);

-- Lines that the data contract refused.
CREATE TABLE quarantine (
    source BYTEWISE_TEXT NOT NULL,
    line BIGINT NOT NULL,
    reason BYTEWISE_TEXT NOT NULL,
    field TEXT,
    sample TEXT NOT NULL,
    ingested_at BIGINT NOT NULL,
    PRIMARY KEY (source, line, reason)
);
CREATE INDEX quarantine_by_time ON quarantine (ingested_at);

-- Aggregates of one index build.
CREATE TABLE message_engagement (
    snapshot_id BYTEWISE_TEXT NOT NULL,
    message_id BYTEWISE_TEXT NOT NULL,
    events BIGINT NOT NULL,
    users BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    amount DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (snapshot_id, message_id)
);
CREATE TABLE campaign_performance (
    snapshot_id BYTEWISE_TEXT NOT NULL,
    campaign_id BYTEWISE_TEXT NOT NULL,
    targeted_users BIGINT NOT NULL,
    engaged_users BIGINT NOT NULL,
    conversions BIGINT NOT NULL,
    redeemers BIGINT NOT NULL,
    revenue DOUBLE PRECISION NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (snapshot_id, campaign_id)
);
CREATE TABLE daily_activity (
    snapshot_id BYTEWISE_TEXT NOT NULL,
    day BIGINT NOT NULL,
    event_type BYTEWISE_TEXT NOT NULL,
    events BIGINT NOT NULL,
    users BIGINT NOT NULL,
    amount DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (snapshot_id, day, event_type)
);

-- What was recommended, and why.
CREATE TABLE recommendations (
    recommendation_id BYTEWISE_TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    user_id BYTEWISE_TEXT,
    snapshot_id BYTEWISE_TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    explanation TEXT NOT NULL
);
CREATE INDEX recommendations_by_time ON recommendations (created_at);

-- Requests served, counted by minute.
CREATE TABLE request_minutes (
    minute BIGINT NOT NULL,
    route BYTEWISE_TEXT NOT NULL,
    status_class BIGINT NOT NULL,
    cache BYTEWISE_TEXT NOT NULL,
    requests BIGINT NOT NULL,
    total_microseconds BIGINT NOT NULL,
    buckets TEXT NOT NULL,
    PRIMARY KEY (minute, route, status_class, cache)
);

-- One row an index build.
CREATE TABLE builds (
    build_id BYTEWISE_TEXT NOT NULL PRIMARY KEY,
    snapshot_id BYTEWISE_TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    status TEXT NOT NULL,
    stages TEXT NOT NULL,
    message TEXT
);
CREATE INDEX builds_by_time ON builds (started_at);
