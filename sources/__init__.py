"""Publishers: bytes in, items out. No network, no clock, no database."""
