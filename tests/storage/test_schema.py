"""The steps that make the tables."""

from __future__ import annotations

from storage import schema


def test_statements_end_at_their_own_semicolons() -> None:
    script = """-- a comment; with a semicolon
CREATE TABLE a (x TEXT);  -- after; it
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  INSERT INTO a VALUES ('x;');
  DELETE FROM a;
END;

INSERT INTO a VALUES (';');
-- the end
"""
    found = list(schema.statements(script))
    assert [s.splitlines()[0][:16] for s in found] == [
        "-- a comment; wi",
        "CREATE TRIGGER t",
        "INSERT INTO a VA",
    ]
    assert found[1].endswith("END;")


def test_every_step_ends_in_a_whole_statement() -> None:
    for step in schema.steps():
        script = step.read_text(encoding="utf-8")
        assert "".join("".join(schema.statements(script)).split()) == "".join(script.split()), (
            step.name
        )


def test_the_steps_are_numbered_without_a_gap_and_the_last_is_the_newest() -> None:
    numbers = [int(step.name[:4]) for step in schema.steps()]
    assert numbers == sorted(set(numbers))
    assert schema.steps()[-1].name == f"{schema.newest()}.sql"
