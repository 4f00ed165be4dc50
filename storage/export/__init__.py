"""Exports: what a search finds, written as a file that other programs open.

``write`` streams from the archive: a batch of releases is in memory at a time, however many there
are. Nothing here asks what time it is; ``ExportOptions.now`` says so.
"""

from storage.export.formats import FORMATS, Format, formats, write
from storage.export.query import ExportOptions, ExportQuery

__all__ = ["FORMATS", "ExportOptions", "ExportQuery", "Format", "formats", "write"]
