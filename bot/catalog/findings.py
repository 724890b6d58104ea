"""One thing to mend in a file of messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"
