"""A disk that is really full, where this machine lets us mount one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Skips the test where only root may mount; the same is then shown by a limit of pages."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no small disk can be mounted here; a limit of pages is tested all the same")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def fill_up(ballast: Path) -> None:
    for size in (1 << 20, 4096, 1):  # to the last byte
        with suppress(OSError), ballast.open("ab", buffering=0) as filling:
            while filling.write(bytes(size)):
                pass
