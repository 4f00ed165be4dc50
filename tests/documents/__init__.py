"""Documents on releases: read, fetched, found."""
