-- When publishers took releases away, and gave them back. The text is kept all the same.

CREATE TABLE withdrawals (
  id INTEGER PRIMARY KEY,            -- row number
  release_id INTEGER NOT NULL REFERENCES releases(id),  -- what was taken away
  withdrawn_at TEXT NOT NULL,        -- when it was found gone for the second time, a day after the first
  returned_at TEXT                   -- when it was found there again; NULL while it is gone
) STRICT;

CREATE INDEX withdrawals_release ON withdrawals(release_id);
