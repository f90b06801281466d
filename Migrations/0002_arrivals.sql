-- When a row came in or was changed last, in milliseconds; 0 where it came before this was kept.
-- A server asks by it what its snapshot cannot know.
ALTER TABLE events ADD COLUMN arrived_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX events_by_arrival ON events (arrived_at, event_id);
ALTER TABLE messages ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX messages_by_change ON messages (changed_at, message_id);
CREATE INDEX builds_by_snapshot ON builds (snapshot_id, started_at);
