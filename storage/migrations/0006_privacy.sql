-- People who asked to be forgotten, and contacts that were dropped in time.

CREATE TABLE forgotten (
  id INTEGER PRIMARY KEY,            -- row number
  forgotten_at TEXT NOT NULL,        -- when
  version TEXT NOT NULL,             -- of this program
  rows INTEGER NOT NULL,             -- rows in which something was erased
  captures INTEGER NOT NULL,         -- answers in whose bytes something was erased
  salt TEXT NOT NULL                 -- goes into every digest; one for the whole archive
) STRICT;

-- By these the person is known again when a publisher still shows them, and by nothing else.
CREATE TABLE forgotten_marks (
  digest TEXT PRIMARY KEY,           -- salted BLAKE2b of a name, address or number as compared; never the words
  kind TEXT NOT NULL CHECK (kind IN ('name', 'email', 'phone')),  -- of what
  words INTEGER NOT NULL,            -- how many words a name has; 1 for the others
  forgotten_id INTEGER NOT NULL REFERENCES forgotten(id)  -- whose
) STRICT, WITHOUT ROWID;

CREATE TABLE redacted_captures (
  capture_id INTEGER PRIMARY KEY REFERENCES captures(id),  -- an answer that is not kept as it came
  redacted_at TEXT NOT NULL,         -- when something was erased in it
  original_sha256 TEXT NOT NULL      -- of the bytes as they came
) STRICT;

CREATE TABLE dropped_contacts (
  release_id INTEGER PRIMARY KEY REFERENCES releases(id),  -- whose contacts are kept no longer
  dropped_at TEXT NOT NULL,          -- since when
  contacts INTEGER NOT NULL          -- how many there were
) STRICT;
