"""A clock of seconds that the test moves."""


class Hand:
    """The hand of a clock, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds
