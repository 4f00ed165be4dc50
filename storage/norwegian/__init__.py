"""What the search knows of Norwegian: words, their forms in both languages, and their compounds.

``words`` cuts text as the index does, ``lexicon`` finds lemmas across bokmål and nynorsk,
``compounds`` finds the parts of a compound, ``analysis`` puts them together as the keys that are
kept. The data lie in ``data/``, with their sources in ``data/README.md``.
"""
