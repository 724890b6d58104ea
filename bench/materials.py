"""``make bom``: what the bot is made of, as a bill of materials (CycloneDX 1.6, JSON).

Read from requirements.lock and from what is installed, so it needs no network.
"""

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from itertools import groupby
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
NOT_IN_METADATA = {
    "colorama": "BSD-3-Clause",  # installed on Windows only
    "resvg-py": "MIT",  # by the text of its LICENSE file; its metadata names none
}
_PACKAGE = re.compile(r"(?P<name>[\w.-]+)(\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LONGEST_NAME = 60  # some put the whole text of the licence where its name belongs


@dataclass(frozen=True, slots=True)
class Package:
    """One line of the lock; ``licence`` is empty where nobody knows it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


def locked(lock: str) -> list[Package]:
    """All packages of a lock, with those that are installed on other systems only."""
    starts = [match.start() for match in re.finditer(r"^\S+==", lock, re.MULTILINE)]
    found = list[Package]()
    for start, end in zip(starts, [*starts[1:], len(lock)], strict=True):
        text = lock[start:end]
        if (match := _PACKAGE.match(text)) is not None:
            hashes = tuple(_HASH.findall(text))
            found.append(Package(match["name"], match["version"], hashes, licence(match["name"])))
    return found


def licence(name: str) -> str:
    """What the package says of itself: an SPDX expression, a name, or the ends of classifiers."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return NOT_IN_METADATA.get(name, "")
    classifiers = [line for line in said.get_all("Classifier") or [] if "License ::" in line]
    given = [said["License-Expression"], said["License"]]
    named = [text for text in given if text and len(text) <= _LONGEST_NAME]
    listed = " and ".join(line.rpartition(" :: ")[2] for line in classifiers)
    return next(iter(named), listed) or NOT_IN_METADATA.get(name, "")


def bill(packages: list[Package]) -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "drudgery-dividend"}},
        "components": [_component(package) for package in packages],
    }


def _component(package: Package) -> dict[str, object]:
    address = f"pkg:pypi/{package.name}@{package.version}"
    files = [{"alg": "SHA-256", "content": content} for content in package.hashes]
    return {
        "type": "library",
        "bom-ref": address,
        "name": package.name,
        "version": package.version,
        "purl": address,
        "licenses": [{"license": {"name": package.licence}}],
        "hashes": files,
    }


def main() -> None:
    """Print the bill, and beside it how many packages there are under each licence."""
    packages = locked(LOCK.read_text("utf-8"))
    print(json.dumps(bill(packages), indent=1))
    by_licence = sorted(packages, key=lambda package: package.licence)
    for name, group in groupby(by_licence, key=lambda package: package.licence):
        print(f"{name or 'unknown'}: {', '.join(p.name for p in group)}", file=sys.stderr)


if __name__ == "__main__":
    main()
