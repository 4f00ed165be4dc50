-- What was taken in from WARC files: answers that another archive or crawler recorded.

CREATE TABLE imports (
  id INTEGER PRIMARY KEY,            -- row number
  record_id TEXT NOT NULL UNIQUE,    -- the record's own id in the WARC: taken in once
  file TEXT NOT NULL,                -- the name of the file it came in
  source_id TEXT NOT NULL REFERENCES sources(id),  -- for which source
  url TEXT NOT NULL,                 -- the address asked for
  fetched_at TEXT NOT NULL,          -- when, by the record
  status INTEGER,                    -- the HTTP status; NULL when no answer came
  outcome TEXT NOT NULL,             -- as in fetches
  capture_id INTEGER REFERENCES captures(id),  -- the bytes answered
  digest TEXT NOT NULL,              -- the record's own digest of them, by which later records name them
  moved_to TEXT,                     -- where it sends its reader on to
  error TEXT,                        -- one line, where none were
  run TEXT NOT NULL,                 -- the run that asked, where an archive of ours recorded it; empty for a crawl
  began_at TEXT,                     -- when that run began with the source
  held TEXT NOT NULL,                -- why the answer was held back then, and by which assertion; empty where it was not
  read_at TEXT                       -- when what it tells was recorded; NULL while it waits
) STRICT;

CREATE INDEX imports_waiting ON imports(source_id, coalesce(began_at, fetched_at), id) WHERE read_at IS NULL;

CREATE INDEX imports_digest ON imports(digest) WHERE digest != '';

CREATE INDEX imports_url ON imports(url, fetched_at);

CREATE INDEX fetches_url ON fetches(url, fetched_at);

CREATE INDEX imports_capture ON imports(capture_id);
