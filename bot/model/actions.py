"""What a button or a form does, and to what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """``survey.open`` on wave ``finance-2026-11-23``; travels as one short string.

    It grants nothing: whoever handles it looks the subject up through the actor.
    """

    name: str
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.subject}" if self.subject else self.name

    @classmethod
    def parse(cls, text: str) -> "Action":
        name, _, subject = text.partition(":")
        return cls(name, subject)
