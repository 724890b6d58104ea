"""How many people it takes; an admin may raise each of these, never lower it."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """``k`` people besides any one reader, ``sensitive`` of them for a sensitive question; ``m``
    people at least enter or leave a panel together (docs/measures.md 10).

    Raises ValueError when one is lower than its default.
    """

    k: int = 5
    sensitive: int = 8
    m: int = 3

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < field.default:
                raise ValueError(f"{field.name} may be raised above {field.default}, not lowered")

    def besides_any_one(self, *, sensitive: bool) -> int:
        return max(self.k, self.sensitive) if sensitive else self.k

    def are_enough(self, people: int, *, sensitive: bool) -> bool:
        """10.4: whether so many, less any one of them, may have a figure."""
        return people - 1 >= self.besides_any_one(sensitive=sensitive)
