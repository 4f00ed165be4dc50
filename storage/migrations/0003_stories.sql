-- Which releases tell the same story, which answer one another, why, and how sure that is.

CREATE TABLE story_links (
  id INTEGER PRIMARY KEY,            -- row number
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- the release that repeats or answers
  other_release_id INTEGER NOT NULL REFERENCES releases(id),  -- the release that it repeats or answers
  kind TEXT NOT NULL CHECK (kind IN ('same', 'related')),  -- the same news, or an answer to it
  reason TEXT NOT NULL,              -- exact text, near text, title quoted, linked to, number named, by hand
  evidence TEXT NOT NULL,            -- what it rests on: the overlap, the title or the number as compared
  confidence REAL NOT NULL,          -- how sure, 0 to 1
  made_by TEXT NOT NULL CHECK (made_by IN ('rule', 'hand')),  -- a rule, or a person
  rule_version TEXT NOT NULL,        -- of the rule; empty for a person
  made_at TEXT NOT NULL,             -- when
  cut_at TEXT,                       -- when a person cut it; no rule makes it again
  CHECK (release_id <> other_release_id)
) STRICT;

-- One link a pair, whichever way it points.
CREATE UNIQUE INDEX story_links_pair
  ON story_links(min(release_id, other_release_id), max(release_id, other_release_id));

CREATE INDEX story_links_release ON story_links(release_id);

CREATE INDEX story_links_other ON story_links(other_release_id);

-- What finds the few releases worth comparing, however many there are. Rows are only added: what a
-- release once said still leads to it.
-- By period first: what is added is of today mostly, so that a large archive's pages stay untouched.
CREATE TABLE story_bands (
  period INTEGER NOT NULL,           -- the day, in whole periods of 32 days since 1 January 1970
  band INTEGER NOT NULL,             -- texts with a band in common are probably alike (pipeline.sketch)
  day INTEGER NOT NULL,              -- the Oslo day of publication, in days since 1 January 1970
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- whose text has it
  PRIMARY KEY (period, band, day, release_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_references (
  reference TEXT NOT NULL,           -- «a title in lower case», a key, prop 912 s 2026-2027, sak 26/1234
  role TEXT NOT NULL CHECK (role IN ('offers', 'cites', 'names')),  -- is known by it, points at it, speaks of it
  day TEXT NOT NULL,                 -- the Oslo day of publication
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- which release
  PRIMARY KEY (reference, role, day, release_id)
) STRICT, WITHOUT ROWID;
