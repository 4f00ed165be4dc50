"""What the search knows of Norwegian: words, their forms in both languages, and their compounds.

``words`` cuts text as the index does; ``dictionaries`` reads what lies in ``data/`` (its sources are
in ``data/README.md``), ``paradigms`` and ``spelling`` tell what follows from it; ``lexicon`` finds
lemmas across bokmål and nynorsk, ``compounds`` the parts of a compound, and ``analysis`` puts them
together as the keys that are kept.
"""
