"""The commands, a module for each group of them; loaded when called, by ``pipeline.cli``."""
