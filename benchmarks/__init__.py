"""Measurements of what the project promises; each is a module with a main."""
