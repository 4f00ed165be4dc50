"""What happens to a release, in the order in which it happens."""
