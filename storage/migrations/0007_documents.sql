-- The documents that hang on releases, page by page, and what finds those to be fetched.

CREATE INDEX documents_due ON documents(due_at) WHERE due_at IS NOT NULL;

CREATE INDEX documents_url ON documents(url);

-- A document's text has a form feed between its pages. The detour over the escaped backslash keeps
-- a backslash before an f apart from the form feed's own escape.
CREATE VIEW document_pages AS
  SELECT documents.id AS document_id, page.key + 1 AS page, page.value AS text
    FROM documents,
         json_each('[' || replace(replace(json_quote(text), '\\', '\u005c'), '\f', '","') || ']')
         AS page
   WHERE documents.pages IS NOT NULL AND documents.text IS NOT NULL;
