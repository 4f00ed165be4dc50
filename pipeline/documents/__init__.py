"""The documents that hang on releases: fetched within caps, read in a process that may die.

Nothing outside this package imports its libraries (the extra ``pressearkiv[documents]``), and only
``child`` and what it calls do so inside it. Where ``[documents] fetch`` is off, none of it is
loaded.
"""
