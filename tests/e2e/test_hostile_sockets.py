"""What no client of ours ever sends, byte by byte over raw sockets, to a bot behind its real door.

Wherever a request could be hidden in another, the one that is hidden is signed, and would leave a
trace if it were heard.
"""

import json
import re
import socket
from collections.abc import Mapping

import pytest

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from tests.e2e.slack_side import SECRET, SlackSide

PATIENCE = 5.0  # seconds, in which the bot has hung up long ago
POST = "POST /slack/events HTTP/1.1\r\nHost: bot\r\n"
GET = "GET /health HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"
END = "\r\n\r\n"
LAST = "0" + END

LENGTHS = {
    "and chunks": POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + LAST,
    "after chunks": POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + LAST,
    "twice": POST + "Content-Length: 0\r\nContent-Length: 0" + END,
    "twice and different": POST + "Content-Length: 5\r\nContent-Length: 0" + END,
    "in a list": POST + "Content-Length: 0, 5" + END,
    "with a plus": POST + "Content-Length: +5" + END,
    "below zero": POST + "Content-Length: -5" + END,
    "in hexadecimal": POST + "Content-Length: 0x5" + END,
    "with a space inside": POST + "Content-Length: 0 5" + END,
    "in Arabic digits": POST + "Content-Length: ٥" + END,
    "of nothing": POST + "Content-Length: " + END,
    "beyond 64 bits": POST + f"Content-Length: {2**64}" + END,
}
CODINGS = {
    "nobody knows": POST + "Transfer-Encoding: xchunked" + END + LAST,
    "chunks not last": POST + "Transfer-Encoding: chunked, identity" + END + LAST,
    "twice": POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + END + LAST,
    "with a tab in front": POST + "Transfer-Encoding:\x0bchunked" + END + LAST,
    "with a space before the colon": POST + "Transfer-Encoding : chunked" + END + LAST,
    "in HTTP/1.0": POST.replace("1.1", "1.0") + "Transfer-Encoding: identity" + END + LAST,
}
CHUNKS = {
    "with a plus": CHUNKED + "+5\r\nhello\r\n" + LAST,
    "in 0x": CHUNKED + "0x5\r\nhello\r\n" + LAST,
    "below zero": CHUNKED + "-1\r\nhello\r\n" + LAST,
    "with a space": CHUNKED + "5 \r\nhello\r\n" + LAST,
    "beyond 64 bits": CHUNKED + "f" * 17 + "\r\nhello\r\n" + LAST,
    "without a size": CHUNKED + "\r\nhello\r\n" + LAST,
    "ended by a line feed": CHUNKED + "5\nhello\r\n" + LAST,
    "with an extension over two lines": CHUNKED + "5;a=\nb\r\nhello\r\n" + LAST,
    "longer than they say": CHUNKED + "5\r\nhello hello\r\n" + LAST,
}
HEADERS = {
    "folded": POST + "Content-Length: 0\r\nX-A: a\r\n b" + END,
    "folded around a coding": POST + "Content-Length: 0\r\nTransfer-Encoding:\r\n chunked" + END,
    "with a NUL inside": POST + "Content-Length: 0\r\nX-A: a\0b" + END,
    "with a NUL in the name": POST + "Content-Length: 0\r\nX\0A: a" + END,
    "with a carriage return inside": POST + "Content-Length: 0\r\nX-A: a\rb" + END,
    "ended by a line feed": POST + "Content-Length: 0\nX-A: a" + END,
    "ended by line feeds": "POST /slack/events HTTP/1.1\nHost: bot\nContent-Length: 0\n\n",
    "without a colon": POST + "Content-Length: 0\r\nX-A" + END,
    "without a name": POST + "Content-Length: 0\r\n: a" + END,
    "with a space in the name": POST + "Content-Length: 0\r\nX A: a" + END,
}
SIZES = {
    "a line of 20,000": f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: bot" + END,
    "a header of 17,000": GET + f"X-A: {'a' * 17_000}" + END,
    "a name of 17,000": GET + f"{'a' * 17_000}: a" + END,
    "a hundred and one headers": GET + "\r\n".join(f"X-{n}: a" for n in range(101)) + END,
    "headers of 20,000 in all": GET + "\r\n".join(f"X-{n}: {'a' * 200}" for n in range(95)) + END,
    "trailers without an end": CHUNKED + "0\r\n" + "".join(f"X-{n}: a\r\n" for n in range(999)),
}
LANGUAGES = {
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x7f" * 200,
    "nothing in particular": "\x00\x01\x02\x03" * 50 + END,
    "HTTP/0.9": "GET /health" + END,
    "HTTP/2 without a preface": GET.replace("1.1", "2.0") + END,
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0" * 9,
    "HTTP/3": "GET /health HTTP/3.0\r\nHost: bot" + END,
    "HTTP in small letters": "GET /health http/1.1\r\nHost: bot" + END,
    "SMTP": "EHLO evil.example\r\n",
    "SSH": "SSH-2.0-OpenSSH_9.9\r\n",
}
TARGETS = {
    "another host's": POST.replace(" /", " http://evil.example/") + "Connection: close" + END,
    "without a slash": "GET health HTTP/1.1\r\nHost: bot" + END,
    "a file": "GET file:///etc/passwd HTTP/1.1\r\nHost: bot" + END,
    "with NUL": "GET /health\0 HTTP/1.1\r\nHost: bot" + END,
    "up the tree": GET.replace("/health", "/../../etc/passwd") + END,
    "of no host": "GET /health HTTP/1.1" + END,
    "of two hosts": GET + "Host: evil.example" + END,
}
METHODS = {
    name: f"{name} /slack/events HTTP/1.1\r\nHost: bot\r\nConnection: close" + END
    for name in "GET HEAD PUT DELETE PATCH OPTIONS TRACE PROPFIND BREW".split()
} | {
    "CONNECT": "CONNECT evil.example:443 HTTP/1.1\r\nHost: bot\r\nConnection: close" + END,
    "OPTIONS of everything": "OPTIONS * HTTP/1.1\r\nHost: bot\r\nConnection: close" + END,
}
PROMISES = {
    "to go on": POST
    + "Connection: close\r\nContent-Length: 2\r\nExpect: 100-continue"
    + END
    + "{}",
    "of something else": POST
    + "Connection: close\r\nContent-Length: 2\r\nExpect: tea"
    + END
    + "{}",
    "to become a WebSocket": POST + "Connection: close, Upgrade\r\nUpgrade: websocket" + END,
    "to become HTTP/2": POST + "Connection: close, Upgrade\r\nUpgrade: h2c" + END,
}


def connected(place: tuple[str, int]) -> socket.socket:
    return socket.create_connection(place, PATIENCE)


def hidden(side: SlackSide, more: str = "") -> bytes:
    """A request that is signed, and leaves a trace when it is heard."""
    said = {"type": "message", "channel_type": "im", "channel": "DUALICE", "user": "UALICE"}
    body = json.dumps(side.event({**said, "text": "help"})).encode()
    stamp = str(int(side.stage.clock().timestamp()))
    proof = f"{TIMESTAMP}: {stamp}\r\n{SIGNATURE}: {signature(SECRET, stamp, body)}\r\n"
    kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{POST}{more}{proof}{kind}{END}".encode() + body


def statuses(bot: socket.socket) -> list[int]:
    """What the bot answers until it hangs up."""
    heard = bytearray()
    try:
        while some := bot.recv(1 << 16):
            heard += some
    except ConnectionResetError:
        pass  # it hung up while something was still on its way to it
    return [int(status) for status in re.findall(rb"HTTP/\d\.\d (\d{3}) ", heard)]


# Behind each of these comes a request that is hidden in it, or follows it.
AMBIGUOUS = {
    "a length": LENGTHS,
    "a coding": CODINGS,
    "chunks": CHUNKS,
    "a header": HEADERS,
}
PLAIN = {
    "too much": SIZES,
    "another language": LANGUAGES,
    "an address": TARGETS,
    "a method": METHODS,
    "a promise": PROMISES,
}


def cases(kinds: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    return {f"{kind} {name}": sent.encode() for kind in kinds for name, sent in kinds[kind].items()}


HIDING, ALONE = cases(AMBIGUOUS), cases(PLAIN)


@pytest.mark.parametrize("case", HIDING)
def test_what_could_hide_a_request_is_refused_with_all_that_follows(
    slack: SlackSide, case: str
) -> None:
    before = slack.stage.traces()

    with connected(slack.stage.place) as bot:
        bot.sendall(HIDING[case] + hidden(slack))
        assert statuses(bot) == [400]

    assert slack.stage.traces() == before


@pytest.mark.parametrize("case", ALONE)
def test_what_no_client_of_ours_sends_is_refused_and_the_connection_closed(
    slack: SlackSide, case: str
) -> None:
    before = slack.stage.traces()

    with connected(slack.stage.place) as bot:
        bot.sendall(ALONE[case])
        told = statuses(bot)

    assert [status // 100 for status in told if status != 100] == [4]
    assert slack.stage.traces() == before


def test_what_is_hidden_would_have_been_heard(slack: SlackSide) -> None:
    before = slack.stage.traces()

    with connected(slack.stage.place) as bot:
        bot.sendall(hidden(slack, "Connection: close\r\n"))
        assert statuses(bot) == [200]

    assert slack.stage.traces() != before


@pytest.mark.parametrize("kept", [10, 60, -1], ids=["a line", "a head", "all but a byte"])
def test_a_request_that_breaks_off_is_nothing(slack: SlackSide, kept: int) -> None:
    before = slack.stage.traces()

    with connected(slack.stage.place) as bot:
        bot.sendall(hidden(slack)[:kept])
        bot.shutdown(socket.SHUT_WR)
        assert statuses(bot) == []

    assert slack.stage.traces() == before
