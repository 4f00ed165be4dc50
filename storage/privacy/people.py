"""The people among an archive's contacts: who somebody is, and what is left of a contact."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ConfigError
from storage.privacy.eraser import PLACEHOLDERS, Eraser
from storage.privacy.forgotten import Person
from storage.privacy.spelling import email_of, name_of, phones_of
from storage.release import Contact

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FEWEST_WORDS: Final = 2

_CONTACTS: Final = """
SELECT name, title, phone, email FROM contacts
 UNION
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3
  FROM revisions, json_each(attached, '$.contacts')"""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody as the archive's contacts know them.

    ``shared`` are the addresses and numbers beside their name that others carry too: they stand.
    """

    person: Person
    shared: tuple[str, ...] = ()


def find(db: sqlite3.Connection, who: str) -> Found:
    """Return whom a name or an e-mail address means.

    To a name belong the addresses and numbers of the contacts of that name; to an address the name
    and the numbers of the contact that carries it, unless several people do.

    Raises:
        ConfigError: ``who`` is neither an address nor a name of two words or more.
    """
    contacts = [Contact(*row) for row in db.execute(_CONTACTS)]
    if "@" in who:
        return _by_email(contacts, _email(who))
    name = name_of(who)
    if len(name.split()) < _FEWEST_WORDS:
        raise ConfigError(
            f"“{who}” is no full name",
            hint="One word alone is too many people's: give first name and surname, or the e-mail"
            " address.",
        )
    return _by_names(contacts, frozenset({name}), frozenset())


def kept(contact: Contact) -> Contact | None:
    """Return what is left of a contact in whose fields somebody was erased; ``None`` for nothing.

    Without its name a contact goes as a whole: who is pressesjef somewhere is soon found out.
    """
    if not any(mark in text for mark in PLACEHOLDERS.values() for text in _fields(contact)):
        return contact
    if PLACEHOLDERS["name"] in contact.name:
        return None
    left = replace(
        contact,
        phone=contact.phone.replace(PLACEHOLDERS["phone"], "").strip(" /,;"),
        email=contact.email.replace(PLACEHOLDERS["email"], "").strip(" /,;"),
    )
    return left if left.name or left.phone or left.email else None


def _fields(contact: Contact) -> tuple[str, ...]:
    return contact.name, contact.title, contact.phone, contact.email


def _email(who: str) -> str:
    email = email_of(who)
    if not email:
        raise ConfigError(f"“{who}” is no e-mail address", hint="Write it as name@example.no.")
    return email


def _by_email(contacts: Iterable[Contact], email: str) -> Found:
    contacts = list(contacts)
    names = {name_of(c.name) for c in contacts if email_of(c.email) == email and c.name}
    if len(names) != 1:
        return Found(Person(emails=frozenset({email})), tuple(sorted(names)))
    own = frozenset(name for name in names if len(name.split()) >= _FEWEST_WORDS)
    return _by_names(contacts, own, frozenset({email}))


def _by_names(contacts: Iterable[Contact], names: frozenset[str], emails: frozenset[str]) -> Found:
    """Gather what the contacts of these names, or with these addresses, carry and nobody else."""
    eraser = Eraser(Person(names=names).known())
    own: set[str] = set()
    others: Counter[str] = Counter()
    for contact in contacts:
        theirs = email_of(contact.email) in emails or eraser.text(contact.name) != contact.name
        carried = {email_of(contact.email), *phones_of(contact.phone)} - {""}
        if theirs:
            own |= carried
        elif contact.name:
            others.update(carried)
    only = {one for one in own if one not in others} | emails
    return Found(
        Person(
            names=names,
            emails=frozenset(one for one in only if "@" in one),
            phones=frozenset(one for one in only if "@" not in one),
        ),
        tuple(sorted(own - only)),
    )
