"""Replicas of the whole program, started, killed, stopped and woken."""

import os
import socket
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

from tests.faults.mortal import live
from tests.forks import FORKS

_GIVEN = set[int]()  # what was free a moment ago may be given out again


def _free_port() -> int:
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port


class Replica:
    """One process on a port of its own; its log is kept for when something is found wrong."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.port = _free_port()
        self._environment = {**environment, "PORT": str(self.port)}
        self._log = log
        self._process: BaseProcess | None = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def most_memory(self) -> int:
        """The most bytes that it ever had in memory (Linux)."""
        return self._memory("VmHWM")

    @property
    def memory(self) -> int:
        """The bytes that it has in memory now (Linux)."""
        return self._memory("VmRSS")

    def start(self, die_at: str = "") -> None:
        given = {**self._environment, "DIE_AT": die_at}
        self._process = FORKS.Process(target=live, args=(given, self._log))
        self._process.start()

    def is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_ready(self, seconds: float = 30) -> float:
        """How long that took."""
        began = time.monotonic()
        while not self.is_ready():
            assert time.monotonic() - began < seconds, f"not ready: {self._log.read_text()[-3000:]}"
            time.sleep(0.05)
        return time.monotonic() - began

    def serves(self, seconds: float = 30) -> bool:
        """Whether it lives until it is ready; some are to die before."""
        deadline = time.monotonic() + seconds
        while self.is_alive:
            if self.is_ready():
                return True
            assert time.monotonic() < deadline, f"not ready: {self._log.read_text()[-3000:]}"
            time.sleep(0.05)
        return False

    def _memory(self, which: str) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        return int(lines[which].split()[0]) * 1024

    def signal(self, number: int) -> None:
        if self._process is not None and self._process.pid is not None and self.is_alive:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.signal(SIGKILL)
        self.wait()

    def freeze(self) -> None:
        self.signal(SIGSTOP)

    def wake(self) -> None:
        self.signal(SIGCONT)

    def wait(self, seconds: float = 15) -> int:
        assert self._process is not None
        self._process.join(seconds)
        assert self._process.exitcode is not None, f"it lives on after {seconds} seconds"
        return self._process.exitcode

    def stop(self) -> int:
        """Its exit status, after SIGTERM."""
        self.signal(SIGTERM)
        return self.wait()
