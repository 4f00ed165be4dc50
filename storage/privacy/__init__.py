"""People in the archive: hidden from what leaves it, dropped in time, forgotten when they ask."""
