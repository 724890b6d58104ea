"""Events as the platforms deliver them: again until they are acknowledged, and at times twice."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from random import Random
from statistics import quantiles
from time import monotonic
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from bot.app.outside import system_clock
from tests.e2e.answers import WEEK
from tests.fakes.teams_server import APP_ID, TENANT, bearer, claims, signed
from tests.faults.town import ERRAND, QUESTION, SLACK, TEAMS, Inhabitant
from tests.platforms.teams import timestamp

SECRET = "test-signing-secret"
PATIENCE = ClientTimeout(total=3)  # of a platform with us
SOON = (0.0, 0.5, 1.0, 2.0)  # seconds before each further delivery, the last one for ever after
AS_SLACK = (0.0, 60.0)  # it is given a minute's rest by those that it could not answer
FORM = "application/x-www-form-urlencoded"
CARD = "1700000000.000100"  # the message with the button
ON_TEAMS = ("teams", "invoke", "stranger")  # the last with a key that nobody knows
AUDITED = ("refused", "press", "invoke")  # what nobody may do leaves an entry each

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Traffic:
    """``shares`` of the kinds of events; each comes at once as often as one of ``copies`` says.

    What is not acknowledged comes again after ``waits``, and is given up after so many ``rounds``.
    """

    shares: Mapping[str, float]
    copies: Sequence[int] = (1,) * 9 + (2,)  # some come twice though they were acknowledged
    rounds: float = inf
    waits: Sequence[float] = SOON


USUAL = Traffic({"slack": 0.55, "teams": 0.15, "refused": 0.1, "press": 0.1, "form": 0.1})


@dataclass(slots=True)
class Sent:
    """One event. ``token`` is quoted by the answer to an unknown word; ``hours`` are a form's."""

    kind: str
    who: Inhabitant
    token: str
    hours: float = 0.0
    deliveries: int = 0
    acknowledged_after: float | None = None
    history: list[str] = field(default_factory=list)

    @property
    def is_quoted(self) -> bool:
        return self.kind in ("slack", "teams")

    @property
    def entered(self) -> dict[str, str]:
        return {**WEEK, QUESTION: f"{self.hours}"}

    @property
    def key(self) -> str:
        """What the adapters make of the ids that a platform repeats with each delivery."""
        place, token = f"{self.who.workspace}", self.token
        match self.kind:
            case "teams":
                return f"teams:{place}:{self.who.chat}:f:{token}"
            case "form":
                values = json.dumps(self.entered, sort_keys=True).encode()
                return f"slack:form:{place}:V{token}:1.a:{hashlib.sha256(values).hexdigest()}"
            case "press":
                return f"slack:button:{place}:{self.who.account}:{CARD}:{token}:act"
            case _:
                return f"slack:event:{place}:Ev{token}"


def p99(sent: Sequence[Sent]) -> float:
    """Seconds after which all but a hundredth of those that were acknowledged were so."""
    waits = [one.acknowledged_after for one in sent if one.acknowledged_after is not None]
    return quantiles(waits, n=100)[98]


def told_p99(during: Sequence[Sent], before: Sequence[Sent]) -> str:
    """How others were answered while something went on, beside how they were before."""
    return f"{p99(during):.3f} s; {p99(before):.3f} s before"


class Sender:
    """``rate`` events a second to any of the ``ports``, whether or not they are answered.

    ``only`` is the one person who writes, where it is not everybody who does all there is to do.
    """

    def __init__(
        self,
        seed: int,
        ports: Sequence[int],
        service_url: str,
        rate: float,
        only: Inhabitant | None = None,
        traffic: Traffic = USUAL,
    ) -> None:
        self._traffic = traffic
        self._random, self._ports, self.rate = Random(seed), ports, rate
        self._service_url, self._only = service_url, only
        self._yet_to_answer = [*SLACK]
        self._random.shuffle(self._yet_to_answer)
        self._stopping = self._giving_up = False
        self.sent = list[Sent]()

    def stop(self) -> None:
        """Send nothing new; what is not acknowledged yet goes on being delivered."""
        self._stopping = True

    def give_up(self) -> None:
        """Deliver nothing again either."""
        self._stopping = self._giving_up = True

    @property
    def unacknowledged(self) -> list[Sent]:
        return [one for one in self.sent if one.acknowledged_after is None]

    async def run(self) -> None:
        """Until ``stop`` was called and everything is acknowledged."""
        began, tasks = monotonic(), set[asyncio.Task[None]]()
        async with ClientSession(connector=TCPConnector(limit=0), timeout=PATIENCE) as session:
            while not self._stopping:
                tasks.add(asyncio.create_task(self._deliver(self._next(), session)))
                late = began + len(self.sent) / self.rate - monotonic()
                await asyncio.sleep(max(late, 0))
            await asyncio.gather(*tasks)

    def _next(self) -> Sent:
        shares = self._traffic.shares
        [kind] = self._random.choices(list(shares), list(shares.values()))
        kind = "slack" if self._only else kind
        if kind == "form" and not self._yet_to_answer:
            kind = "slack"
        token = f"q{len(self.sent):05}z{self._random.randrange(10**6):06}"
        if kind == "form":
            hours = self._random.randrange(80) / 2
            one = Sent(kind, self._yet_to_answer.pop(), token, hours)
        else:
            who = self._random.choice(TEAMS if kind in ON_TEAMS else SLACK)
            one = Sent(kind, self._only or who, token)
        self.sent.append(one)
        return one

    async def _deliver(self, one: Sent, session: ClientSession) -> None:
        began, request = monotonic(), request_of(one, self._service_url)
        copies, rounds = self._random.choice(self._traffic.copies), 0
        while not self._giving_up and rounds < self._traffic.rounds:
            rounds += 1
            answers = [self._once(one, request, session) for _ in range(copies)]
            if any(await asyncio.gather(*answers)):
                one.acknowledged_after = monotonic() - began
                return
            copies = 1  # what was not acknowledged comes again, one by one
            await asyncio.sleep(self._traffic.waits[min(rounds, len(self._traffic.waits)) - 1])

    async def _once(self, one: Sent, request: "Request", session: ClientSession) -> bool:
        port = self._random.choice(self._ports)
        one.deliveries += 1
        try:
            url = f"http://127.0.0.1:{port}{request.path}"
            async with session.post(url, data=request.body, headers=request.headers()) as answer:
                await answer.read()
                one.history.append(f"{port}: {answer.status}")
                return answer.status == 200
        except (ClientError, OSError, TimeoutError) as error:
            one.history.append(f"{port}: {type(error).__name__}")
            return False


@dataclass(frozen=True, slots=True)
class Request:
    """The body stays the same at each delivery; what proves it is made anew."""

    path: str
    body: bytes
    headers: Callable[[], dict[str, str]]


def request_of(one: Sent, service_url: str) -> Request:
    match one.kind:
        case "teams":
            said: Json = {"type": "message", "text": one.token, "textFormat": "plain"}
            return _teams(one, service_url, said)
        case "stranger":
            said = {"type": "message", "text": one.token, "textFormat": "plain"}
            return _teams(one, service_url, said, kid=one.token)
        case "invoke":
            return _teams(one, service_url, _executed(one))
        case "form":
            return _interaction(_submission(one))
        case "press":
            return _interaction(_press(one))
        case _:
            text = "pilot start" if one.kind == "refused" else one.token
            return _slack(json.dumps(_message(one, text)).encode(), "application/json")


def _interaction(payload: Json) -> Request:
    return _slack(urlencode({"payload": json.dumps(payload)}).encode(), FORM)


def _slack(body: bytes, kind: str) -> Request:
    def headers() -> dict[str, str]:
        stamp = str(int(system_clock().timestamp()))
        return {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, body), "Content-Type": kind}

    return Request("/slack/events", body, headers)


def _message(one: Sent, text: str) -> Json:
    ts = f"{system_clock().timestamp():.6f}"
    return {
        "type": "event_callback",
        "team_id": one.who.workspace,
        "api_app_id": "A1",
        "event_id": f"Ev{one.token}",
        "authorizations": [{"team_id": one.who.workspace, "user_id": "UBOT", "is_bot": True}],
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": one.who.chat,
            "user": one.who.account,
            "text": text,
            "ts": ts,
            "event_ts": ts,
        },
    }


def _press(one: Sent) -> Json:
    """A button that there is not, on a message that is gone: the answer comes as a new one."""
    return {
        **_from_slack(one, "block_actions"),
        "container": {"type": "message", "message_ts": CARD, "channel_id": one.who.chat},
        "actions": [
            {"type": "button", "action_id": "act", "value": "made.up", "action_ts": one.token}
        ],
    }


def _from_slack(one: Sent, kind: str) -> Json:
    place = one.who.workspace
    who = {"id": one.who.account, "team_id": place}
    return {"type": kind, "team": {"id": place}, "user": who}


def _submission(one: Sent) -> Json:
    state = {name: {"entered": {"type": "x", "value": said}} for name, said in one.entered.items()}
    return {
        **_from_slack(one, "view_submission"),
        "view": {
            "id": f"V{one.token}",
            "hash": "1.a",
            "type": "modal",
            "callback_id": "form",
            "private_metadata": ERRAND,
            "state": {"values": state},
        },
    }


def _executed(one: Sent) -> Json:
    """A button that there is not, on a card of its own: the answer is the refusal."""
    data = {"dividend": {"action": "made.up", "token": one.token}}
    action = {"type": "Action.Execute", "verb": "made.up", "data": data}
    value = {"action": action, "trigger": "manual"}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "1"}


def _teams(one: Sent, service_url: str, said: Json, **header: object) -> Request:
    """``header`` of the token, where it is not as it should be."""
    activity = {
        **said,
        "id": f"f:{one.token}",
        "timestamp": timestamp(system_clock()),
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": f"29:{one.who.account}", "name": "P", "aadObjectId": one.who.account},
        "recipient": {"id": f"28:{APP_ID}", "name": "Dividend"},
        "conversation": {
            "id": one.who.chat,
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-US",
    }
    token = bearer(signed(claims(system_clock(), service_url), **header))
    headers = {"Content-Type": "application/json", **token}
    return Request("/api/messages", json.dumps(activity).encode(), lambda: headers)
