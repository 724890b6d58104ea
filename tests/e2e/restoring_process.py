"""Restores in children of this process, so that a test can kill one without a long start.

Reads lines: the path of a backup begins to restore it and prints the child's id; ``wait`` prints
how the child ended.
"""

import os
import sys
from pathlib import Path

from bot.app.restoring import restore
from bot.config import read_environment
from bot.errors import BotError


def main(programs: Path) -> None:
    environment, child = read_environment(os.environ, Path.cwd()), 0
    while line := sys.stdin.readline().strip():
        if line == "wait":
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
        elif child := os.fork():
            print(child, flush=True)  # noqa: T201
        else:
            try:
                restore(environment, line, programs)
            except BotError:
                os._exit(3)
            os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
