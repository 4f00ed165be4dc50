-- Search: a stock FTS5 index, which any SQLite client can query and rebuild, and the vocabulary
-- that storage.search consults to find the other forms of a word.

-- What the index is over: one row a release, so that its rowid is the release's id. Annexes are the
-- other texts that lead to it: its translations, and its documents whose words were read.
CREATE VIEW searchable AS
  SELECT id, title, lead, body,
         coalesce((SELECT group_concat(text, char(10)) FROM (
             SELECT title || char(10) || lead || char(10) || body AS text
               FROM translations WHERE release_id = releases.id ORDER BY language)), '')
         || char(10) ||
         coalesce((SELECT group_concat(text, char(10)) FROM (
             SELECT text FROM documents WHERE release_id = releases.id ORDER BY id)), '')
         AS annexes
    FROM releases;

-- Nothing is folded: å is not a, ø is not o. storage.search folds when nothing else is found.
CREATE VIRTUAL TABLE releases_fts USING fts5(
  title, lead, body, annexes,
  content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);

-- A word in the title weighs ten times one in the body: ORDER BY rank says so to every client.
INSERT INTO releases_fts(releases_fts, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0, 0.5)');

-- The words in the index and in how many releases each stands, read from the index itself.
CREATE VIRTUAL TABLE releases_words USING fts5vocab(releases_fts, row);

-- All that a search asks of a release beside its words: read from here, not from among the texts.
CREATE INDEX releases_facets
  ON releases(id, source_id, type, language, published_date, published_local);

CREATE TABLE search_terms (
  id INTEGER PRIMARY KEY,            -- row number
  term TEXT NOT NULL UNIQUE,         -- a word form as the index has it: kommunane
  edition INTEGER NOT NULL,          -- of the linguistic data it was analysed with; 0 when there was none
  known INTEGER NOT NULL             -- 1 where a dictionary or its parts tell what it is
) STRICT;

CREATE TABLE search_keys (
  kind TEXT NOT NULL,                -- l a lemma, s a stem, k the stem of a known word, p a part of a compound, f without æ, ø, å
  key TEXT NOT NULL,                 -- what forms of one word have in common: kommune
  term_id INTEGER NOT NULL REFERENCES search_terms(id),  -- a form that has it
  PRIMARY KEY (kind, key, term_id)
) STRICT, WITHOUT ROWID;

-- Every three letters of every known word, to find a word inside a longer one.
CREATE VIRTUAL TABLE search_trigrams USING fts5(
  term, content = 'search_terms', content_rowid = 'id',
  tokenize = 'trigram', detail = 'none', columnsize = 0
);

CREATE TRIGGER search_terms_inserted AFTER INSERT ON search_terms BEGIN
  INSERT INTO search_trigrams(rowid, term) VALUES (new.id, new.term);
END;

CREATE TRIGGER search_terms_deleted AFTER DELETE ON search_terms BEGIN
  INSERT INTO search_trigrams(search_trigrams, rowid, term) VALUES ('delete', old.id, old.term);
END;

-- The index follows its texts in the same transaction, whoever writes; other columns never touch it.
-- All are AFTER triggers: a BEFORE trigger would also fire for a row that OR IGNORE then leaves out.
-- What is taken out must hold the words that went in, in any order: hence the texts as they were.
CREATE TRIGGER releases_fts_inserted AFTER INSERT ON releases BEGIN
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.id;
END;

CREATE TRIGGER releases_fts_updated AFTER UPDATE OF title, lead, body ON releases
WHEN old.title IS NOT new.title OR old.lead IS NOT new.lead OR old.body IS NOT new.body BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, old.title, old.lead, old.body, annexes FROM searchable WHERE id = old.id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.id;
END;

-- Translations and documents refer to their release: they are gone before it can go.
CREATE TRIGGER releases_fts_deleted AFTER DELETE ON releases BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    VALUES ('delete', old.id, old.title, old.lead, old.body, '');
END;

CREATE TRIGGER translations_fts_inserted AFTER INSERT ON translations BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           coalesce((SELECT group_concat(title || char(10) || lead || char(10) || body, char(10))
              FROM translations WHERE release_id = new.release_id AND language <> new.language), '')
           || char(10) ||
           coalesce((SELECT group_concat(text, char(10))
              FROM documents WHERE release_id = new.release_id), '')
      FROM releases WHERE id = new.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.release_id;
END;

CREATE TRIGGER translations_fts_updated AFTER UPDATE OF title, lead, body ON translations
WHEN old.title IS NOT new.title OR old.lead IS NOT new.lead OR old.body IS NOT new.body BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           old.title || char(10) || old.lead || char(10) || old.body || char(10) ||
           coalesce((SELECT group_concat(title || char(10) || lead || char(10) || body, char(10))
              FROM translations WHERE release_id = new.release_id AND language <> new.language), '')
           || char(10) ||
           coalesce((SELECT group_concat(text, char(10))
              FROM documents WHERE release_id = new.release_id), '')
      FROM releases WHERE id = new.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.release_id;
END;

CREATE TRIGGER translations_fts_deleted AFTER DELETE ON translations BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           old.title || char(10) || old.lead || char(10) || old.body || char(10) || annexes
      FROM searchable WHERE id = old.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = old.release_id;
END;

CREATE TRIGGER documents_fts_inserted AFTER INSERT ON documents
WHEN new.text IS NOT NULL BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           coalesce((SELECT group_concat(title || char(10) || lead || char(10) || body, char(10))
              FROM translations WHERE release_id = new.release_id), '')
           || char(10) ||
           coalesce((SELECT group_concat(text, char(10))
              FROM documents WHERE release_id = new.release_id AND id <> new.id), '')
      FROM releases WHERE id = new.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.release_id;
END;

CREATE TRIGGER documents_fts_updated AFTER UPDATE OF text ON documents
WHEN old.text IS NOT new.text BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           coalesce(old.text, '') || char(10) ||
           coalesce((SELECT group_concat(title || char(10) || lead || char(10) || body, char(10))
              FROM translations WHERE release_id = new.release_id), '')
           || char(10) ||
           coalesce((SELECT group_concat(text, char(10))
              FROM documents WHERE release_id = new.release_id AND id <> new.id), '')
      FROM releases WHERE id = new.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = new.release_id;
END;

CREATE TRIGGER documents_fts_deleted AFTER DELETE ON documents
WHEN old.text IS NOT NULL BEGIN
  INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)
    SELECT 'delete', id, title, lead, body,
           old.text || char(10) || annexes
      FROM searchable WHERE id = old.release_id;
  INSERT INTO releases_fts(rowid, title, lead, body, annexes)
    SELECT id, title, lead, body, annexes FROM searchable WHERE id = old.release_id;
END;
