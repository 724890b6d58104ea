"""What a modal carries with it: what submitting does, and which card the answer replaces.

It travels as ``private_metadata``. It grants nothing and names nobody: who submitted is read from
the envelope.
"""

import json
from dataclasses import dataclass

from adapters.slack.addresses import CardPlace, card_place
from bot.model.actions import Action

LONGEST = 3000  # of private_metadata


@dataclass(frozen=True, slots=True)
class Errand:
    action: Action
    card: CardPlace | None = None

    def __str__(self) -> str:
        """Without the card where both would be too long: the answer is then a new message."""
        whole = json.dumps({"action": str(self.action), "card": str(self.card or "")})
        bare = json.dumps({"action": str(self.action)})
        return whole if len(whole) <= LONGEST else bare

    @classmethod
    def parse(cls, text: str) -> "Errand | None":
        try:
            match json.loads(text) if text else None:
                case {"action": str(action), "card": str(card)}:
                    return cls(Action.parse(action), card_place(card))
                case {"action": str(action)}:
                    return cls(Action.parse(action))
        except (RecursionError, ValueError):
            return None
        return None
