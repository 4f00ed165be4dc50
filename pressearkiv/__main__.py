"""``python -m pressearkiv``: the same as the command ``pressearkiv``."""

from pipeline.cli import main

main(prog_name="pressearkiv")
