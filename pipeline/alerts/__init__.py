"""Alerts: a mail or a webhook for new releases that match, and for a source that needs a person.

``queue`` decides what is told to whom while a run records; ``deliver`` sends it afterwards, by
``mail`` or ``webhook``, in the words of ``message``. Nothing on the main way imports this room.
"""
