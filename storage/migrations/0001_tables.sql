-- The first edition of the tables. Times are UTC YYYY-MM-DDTHH:MM:SSZ text.

-- What was published: releases and all that hangs on them.
CREATE TABLE sources (
  id TEXT PRIMARY KEY,               -- the id in config.toml: ks
  name TEXT NOT NULL,                -- what people call it: KS
  kind TEXT NOT NULL,                -- the platform: ntb, regjeringen, feed
  url TEXT NOT NULL,                 -- the first address asked for
  first_seen_at TEXT NOT NULL        -- when it first stood in the config of a run
) STRICT;

CREATE TABLE releases (
  id INTEGER PRIMARY KEY,            -- this archive's own number
  key TEXT NOT NULL UNIQUE,          -- platform and native number: ntb-18307640
  source_id TEXT NOT NULL REFERENCES sources(id),  -- the source that told of it first
  url TEXT NOT NULL,                 -- where people read it, without tracking
  title TEXT NOT NULL,               -- plain text, NFC
  lead TEXT NOT NULL,                -- the paragraph above the body, plain text
  body TEXT NOT NULL,                -- plain text: paragraphs, lists and quotes kept, without the lead
  body_html TEXT NOT NULL,           -- the body as sanitised HTML
  type TEXT NOT NULL,                -- pressemelding, presseinvitasjon, nyhet, tale, høring, dokument, kalender, annet
  type_text TEXT NOT NULL,           -- the publisher's own word for it
  language TEXT NOT NULL,            -- nb, nn, en, se, …; empty when not known
  language_source TEXT NOT NULL DEFAULT '',  -- who says so: publisher, text (the publisher gave none), overruled (the text, against the publisher), config
  publisher TEXT NOT NULL,           -- the publisher's name at the time of publishing
  published_at TEXT,                 -- UTC; NULL when the text has no time of day
  published_local TEXT,              -- Oslo wall clock: 2026-03-12 08:39:09, or the day alone
  published_date TEXT,               -- the Oslo day; the first day of a longer unit
  published_precision TEXT,          -- second, minute, hour, day, week, month, quarter, tertial, season, half-year, year
  published_text TEXT NOT NULL,      -- the date exactly as written
  published_flags TEXT NOT NULL DEFAULT '[]',  -- JSON list: what was inferred or looked odd
  published_source TEXT,             -- feed, meta, label, byline
  published_disputed TEXT NOT NULL DEFAULT '[]',  -- JSON list of [source, text]: dates told elsewhere, over a day apart
  published_year INTEGER GENERATED ALWAYS AS (CAST(substr(published_date, 1, 4) AS INTEGER)) VIRTUAL,  -- for facets
  published_month TEXT GENERATED ALWAYS AS (substr(published_date, 1, 7)) VIRTUAL,  -- for facets: 2026-03
  first_seen_at TEXT NOT NULL,       -- when we first met it
  last_seen_at TEXT NOT NULL,        -- the newest changed answer in which it stood
  revision INTEGER NOT NULL,         -- the number of the newest row in revisions
  text_status TEXT NOT NULL CHECK (text_status IN ('full', 'feed', 'refused')),  -- whether we have the whole text
  content_hash TEXT NOT NULL,        -- hash over the normalised content, with the version of the rule
  withdrawn_at TEXT,                 -- when the publisher was found to have taken it away
  story_id INTEGER REFERENCES stories(id)  -- releases that tell the same news
) STRICT;

CREATE INDEX releases_published ON releases(published_date, published_local);

CREATE INDEX releases_source ON releases(source_id, published_date);

CREATE INDEX releases_story ON releases(story_id) WHERE story_id IS NOT NULL;

CREATE TABLE revisions (
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- whose state this is
  revision INTEGER NOT NULL,         -- 1, 2, 3 …
  seen_at TEXT NOT NULL,             -- when we first saw it so
  cause TEXT NOT NULL CHECK (cause IN ('published', 'completed', 'reparse')),  -- the publisher, the full text at last, or our own better reading
  url TEXT NOT NULL,                 -- its address then
  title TEXT NOT NULL,               -- the text fields as in releases
  lead TEXT NOT NULL,                -- …
  body TEXT NOT NULL,                -- …
  type TEXT NOT NULL,                -- …
  type_text TEXT NOT NULL DEFAULT '',  -- …
  language TEXT NOT NULL,            -- …
  publisher TEXT NOT NULL,           -- …
  published_text TEXT NOT NULL,      -- the date exactly as written then
  published_local TEXT,              -- and as it was read
  published_source TEXT,             -- where it stood: feed, meta, label, byline
  text_status TEXT NOT NULL,         -- full, feed, refused
  attached TEXT NOT NULL,            -- JSON: contacts, documents, links and translations as they were; exchanged: documents that say something else at the same address
  changed TEXT NOT NULL,             -- JSON list of the fields that differ from the revision before
  content_hash TEXT NOT NULL,        -- as in releases
  capture_id INTEGER REFERENCES captures(id),  -- the bytes that the text was read from
  notice_capture_id INTEGER REFERENCES captures(id),  -- the feed or list that told of it
  version TEXT NOT NULL DEFAULT '',  -- of the program that read it
  folded INTEGER NOT NULL DEFAULT 0, -- how many later states of the same day it stands for, where a page changes at every look
  folded_at TEXT,                    -- when the last of them was seen, which is the state that it holds
  PRIMARY KEY (release_id, revision)
) STRICT;

CREATE INDEX revisions_seen ON revisions(seen_at);

CREATE INDEX revisions_capture ON revisions(capture_id);

CREATE TABLE translations (
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- the release that it translates
  language TEXT NOT NULL,            -- en, nn, se, …
  url TEXT NOT NULL,                 -- where it is read
  title TEXT NOT NULL,               -- plain text
  lead TEXT NOT NULL,                -- plain text
  body TEXT NOT NULL,                -- plain text
  first_seen_at TEXT NOT NULL,       -- when we first met it
  capture_id INTEGER REFERENCES captures(id),  -- the bytes it was read from
  PRIMARY KEY (release_id, language)
) STRICT;

CREATE TABLE sightings (
  id INTEGER PRIMARY KEY,            -- row number
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- what was seen
  source_id TEXT NOT NULL REFERENCES sources(id),       -- by which source
  url TEXT NOT NULL,                 -- under which address, without tracking
  seen_in TEXT NOT NULL,             -- the feed or list in which it stood
  first_seen_at TEXT NOT NULL,       -- first and
  last_seen_at TEXT NOT NULL,        -- newest changed answer that named it so
  notice TEXT NOT NULL,              -- JSON: a digest each of the feed's own title, lead, date and type, to see when they change
  capture_id INTEGER REFERENCES captures(id),  -- the bytes in which the notice stood
  UNIQUE (release_id, source_id, url, seen_in)
) STRICT;

CREATE INDEX sightings_source ON sightings(source_id, seen_in, last_seen_at);

CREATE TABLE stories (
  id INTEGER PRIMARY KEY,            -- row number
  first_release_id INTEGER NOT NULL REFERENCES releases(id)  -- the release that told it first
) STRICT;

CREATE TABLE dates (
  id INTEGER PRIMARY KEY,            -- row number
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- in whose text it stands
  position INTEGER NOT NULL,         -- its place among the release's dates of that role
  text TEXT NOT NULL,                -- the words as written
  starts TEXT NOT NULL,              -- ISO 8601: a day, or an instant with its offset
  ends TEXT,                         -- the same; the last day is included
  precision TEXT NOT NULL,           -- as published_precision
  role TEXT NOT NULL CHECK (role IN ('event', 'deadline', 'mention')),  -- what it is to a reader
  place TEXT NOT NULL,               -- where, if the text says so
  flags TEXT NOT NULL DEFAULT '[]',  -- JSON list, as published_flags
  UNIQUE (release_id, role, position)
) STRICT;

CREATE INDEX dates_starts ON dates(starts);

CREATE TABLE contacts (
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- on whose release
  position INTEGER NOT NULL,         -- in the publisher's order
  name TEXT NOT NULL,                -- who
  title TEXT NOT NULL,               -- as what
  phone TEXT NOT NULL,               -- as written
  email TEXT NOT NULL,               -- as written
  PRIMARY KEY (release_id, position)
) STRICT;

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,            -- row number
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- on which release it hangs
  position INTEGER NOT NULL,         -- in the publisher's order
  url TEXT NOT NULL,                 -- where it is
  title TEXT NOT NULL,               -- what the publisher calls it
  text TEXT,                         -- its words, once read; searchable; a form feed after each page or slide but the last
  text_status TEXT NOT NULL DEFAULT 'not_fetched' CHECK (text_status IN ('not_fetched', 'read', 'cut', 'no_text', 'encrypted', 'broken', 'too_large', 'too_slow', 'unsupported')),  -- what came of reading it
  text_reason TEXT NOT NULL DEFAULT '',  -- why, in a few words, where not all of it was read
  pages INTEGER,                     -- how many pages or slides it has; NULL where it has none or they are not known
  capture_id INTEGER REFERENCES captures(id),  -- the bytes that it was read from, the newest that came
  read_by TEXT NOT NULL DEFAULT '',  -- the edition of the reader and of its libraries
  attempts INTEGER NOT NULL DEFAULT 0,  -- how often in a row it could not be fetched
  due_at TEXT DEFAULT '',            -- when it is asked for next; empty for at once, NULL for never
  UNIQUE (release_id, position)
) STRICT;

CREATE TABLE links (
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- on which release
  position INTEGER NOT NULL,         -- in the publisher's order
  url TEXT NOT NULL,                 -- where it leads
  title TEXT NOT NULL,               -- its words
  PRIMARY KEY (release_id, position)
) STRICT;

CREATE TABLE images (
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- on which release
  position INTEGER NOT NULL,         -- in the publisher's order
  url TEXT NOT NULL,                 -- where it is
  title TEXT NOT NULL,               -- its caption
  PRIMARY KEY (release_id, position)
) STRICT;

-- How things went: bytes, requests, runs, and what was not understood.
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,            -- row number
  source_id TEXT REFERENCES sources(id),  -- for which source it was fetched
  url TEXT NOT NULL,                 -- the address asked for
  found_at TEXT NOT NULL,            -- the address that answered, after redirects
  fetched_at TEXT NOT NULL,          -- when these bytes were first answered there
  status INTEGER NOT NULL,           -- the HTTP status
  headers TEXT NOT NULL,             -- JSON: the response's headers
  sha256 TEXT NOT NULL,              -- of the bytes, uncompressed
  size INTEGER NOT NULL,             -- of the bytes, uncompressed
  body BLOB,                         -- the bytes, zstd-compressed; NULL where another row with this sha256 holds them
  UNIQUE (url, sha256)
) STRICT;

CREATE UNIQUE INDEX captures_body ON captures(sha256) WHERE body IS NOT NULL;

CREATE TABLE validators (
  source_id TEXT NOT NULL REFERENCES sources(id),  -- whose request it serves
  url TEXT NOT NULL,                 -- the address it belongs to
  etag TEXT NOT NULL,                -- sent back byte for byte
  last_modified TEXT NOT NULL,       -- sent back byte for byte
  sha256 TEXT NOT NULL,              -- of the body that it vouches for
  capture_id INTEGER REFERENCES captures(id),  -- those bytes
  seen_at TEXT NOT NULL,             -- when they were answered: sightings since then stand in them
  PRIMARY KEY (source_id, url)
) STRICT;

CREATE TABLE rechecks (
  release_id INTEGER PRIMARY KEY REFERENCES releases(id),  -- what is to be looked at again
  source_id TEXT NOT NULL REFERENCES sources(id),  -- by which source
  url TEXT NOT NULL,                 -- where
  due_at TEXT NOT NULL,              -- not before
  attempts INTEGER NOT NULL,         -- how often it has been tried
  reason TEXT NOT NULL               -- why: routine, refused, missing, gone
) STRICT;

CREATE INDEX rechecks_due ON rechecks(source_id, due_at);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,            -- the run's number
  command TEXT NOT NULL,             -- run, backfill
  version TEXT NOT NULL,             -- of this program
  started_at TEXT NOT NULL,          -- began
  finished_at TEXT,                  -- ended; NULL when it was cut off
  outcome TEXT                       -- ok, partial, failed; NULL when it was cut off
) STRICT;

CREATE TABLE visits (
  run_id INTEGER NOT NULL REFERENCES runs(id),  -- in which run
  source_id TEXT NOT NULL REFERENCES sources(id),  -- which source was visited
  started_at TEXT NOT NULL,          -- began
  finished_at TEXT NOT NULL,         -- ended
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed')),  -- whether its feeds could be read
  new INTEGER NOT NULL,              -- releases met for the first time
  revised INTEGER NOT NULL,          -- releases whose publisher changed them
  completed INTEGER NOT NULL,        -- releases whose full text came at last
  translated INTEGER NOT NULL,       -- releases that gained a language
  unchanged INTEGER NOT NULL,        -- releases that stand as before
  quarantined INTEGER NOT NULL,      -- things not understood
  requests INTEGER NOT NULL,         -- HTTP requests sent
  bytes INTEGER NOT NULL,            -- bytes received
  error TEXT,                        -- what went wrong, one line
  error_kind TEXT,                   -- its name, for programs: NotFound, EmptyAnswer, Implausible
  hint TEXT,                         -- what to do about it
  not_before TEXT,                   -- the publisher asked us to stay away until then
  withdrawn INTEGER NOT NULL DEFAULT 0,  -- releases found to be taken away
  returned INTEGER NOT NULL DEFAULT 0,  -- releases found there again
  PRIMARY KEY (run_id, source_id)
) STRICT;

CREATE INDEX visits_source ON visits(source_id, finished_at);

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,            -- row number
  run_id INTEGER NOT NULL REFERENCES runs(id),  -- in which run
  source_id TEXT NOT NULL REFERENCES sources(id),  -- for which source
  url TEXT NOT NULL,                 -- the address asked for
  fetched_at TEXT NOT NULL,          -- when
  status INTEGER,                    -- the HTTP status; NULL when no answer came
  outcome TEXT NOT NULL,             -- fetched, not_modified, same_bytes, or the name of the error
  bytes INTEGER NOT NULL,            -- received
  seconds REAL NOT NULL,             -- how long it took
  capture_id INTEGER REFERENCES captures(id),  -- the bytes answered
  moved_to TEXT,                     -- where the publisher says the address has moved for good
  error TEXT                         -- one line
) STRICT;

CREATE INDEX fetches_run ON fetches(run_id);

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,            -- row number
  source_id TEXT NOT NULL REFERENCES sources(id),  -- whose it was
  url TEXT NOT NULL,                 -- where it stood
  seen_at TEXT NOT NULL,             -- when it was first met
  reason TEXT NOT NULL,              -- why it was not understood
  sha256 TEXT NOT NULL,              -- of raw
  raw BLOB,                          -- its bytes, as they came; NULL where the whole capture is meant
  capture_id INTEGER REFERENCES captures(id),  -- the whole answer in which it stood
  resolved_at TEXT,                  -- when later code understood it
  UNIQUE (source_id, sha256, reason)
) STRICT;

CREATE TABLE backfills (
  source_id TEXT PRIMARY KEY REFERENCES sources(id),  -- whose catalogue
  next_url TEXT,                     -- the next page; NULL when the end was reached
  list_number INTEGER NOT NULL,      -- which of the source's lists, from 0
  pages INTEGER NOT NULL,            -- pages read
  updated_at TEXT NOT NULL           -- when
) STRICT;

CREATE TABLE robots (
  origin TEXT PRIMARY KEY,           -- scheme, host and port
  fetched_at TEXT NOT NULL,          -- good for a day (RFC 9309)
  status INTEGER NOT NULL,           -- the HTTP status; 0 when no answer came
  body BLOB NOT NULL                 -- robots.txt
) STRICT;
