"""The site over the archive: a Datasette plugin with its pages, texts and templates.

``app`` builds and serves it; everything else is found from there. Nothing here writes.
"""
