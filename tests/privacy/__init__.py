"""People: hidden, dropped in time, forgotten."""
