"""How Norwegian, Nynorsk and English press releases write dates; `pipeline.dates` is the door."""
