-- What a person is to be told, and what waits for a person's word.

-- An outbox: a row is written in the transaction that stores what it tells, and sent afterwards.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,            -- row number
  recipient TEXT NOT NULL,           -- the name under [[alerts]] and a hash of the address
  about TEXT NOT NULL,               -- what it tells of, so that nobody is told twice: release:ntb-18307640
  kind TEXT NOT NULL CHECK (kind IN ('release', 'attention', 'recovered')),  -- a new release, or how a source is
  release_id INTEGER REFERENCES releases(id),  -- the release
  source_id TEXT NOT NULL REFERENCES sources(id),  -- its source, or the source that is meant
  search TEXT NOT NULL,              -- the saved search that the release matched; empty for a source
  reason TEXT NOT NULL,              -- what is wrong with the source; empty for a release
  queued_at TEXT NOT NULL,           -- when that was stored
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unsure', 'given up')),  -- unsure: cut off where it may have arrived, so it is not sent again
  message_id TEXT,                   -- of the message that it went with, the same at every try
  attempts INTEGER NOT NULL,         -- tries that failed
  next_try_at TEXT NOT NULL,         -- not sooner than this
  sent_at TEXT,                      -- when the other side took it
  error TEXT,                        -- why the last try failed
  UNIQUE (recipient, about)
) STRICT;

CREATE INDEX alerts_open ON alerts(next_try_at) WHERE state IN ('waiting', 'sending');

CREATE TABLE held_answers (
  quarantine_id INTEGER PRIMARY KEY REFERENCES quarantine(id),  -- where its bytes are
  assertion TEXT NOT NULL            -- which one it broke: title, least, ids, new, changed, text
) STRICT;
