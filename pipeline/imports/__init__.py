"""What other archives recorded, taken in: WARC files to captures, and captures to releases."""
