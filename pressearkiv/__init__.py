"""The program's name, version and error root; the work is in sources, pipeline and storage."""

__version__ = "0.1.0"
