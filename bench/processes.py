"""Servers in processes of their own, so that nothing measured shares a loop with its client."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

START_WITHIN = 30.0
STOP_WITHIN = 15.0


class NotStarted(Exception):
    """The server's own words are above this in the output."""


@asynccontextmanager
async def serving(
    *arguments: str, port: int, environment: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """``python`` with these arguments, from when it listens until the block ends; its id."""
    given = {**os.environ, **(environment or {})}
    process = subprocess.Popen([sys.executable, *arguments], env=given, stdout=subprocess.DEVNULL)
    try:
        await _listening(process, port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def processor_seconds(process: int) -> float:
    """What a process has used so far; unlike its speed, it hardly depends on its neighbours."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _listening(process: "subprocess.Popen[bytes]", port: int) -> None:
    try:
        async with asyncio.timeout(START_WITHIN):
            while process.poll() is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return
    except TimeoutError:
        pass
    raise NotStarted(" ".join(map(str, process.args)))  # type: ignore[arg-type]
