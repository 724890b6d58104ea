"""``python -m bench [NAME ...]``: run these benchmarks, or all; ``--list`` names them."""

import asyncio
import sys

from bench import disclosure, inbound_form, inbound_slack, overload
from bench.machine import facts

BENCHMARKS = {one.NAME: one for one in (inbound_slack, inbound_form, overload, disclosure)}


def main() -> None:
    wanted = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(wanted) - BENCHMARKS.keys():
        for name, one in BENCHMARKS.items():
            print(f"{name:16}{one.__doc__}")
        sys.exit(0 if unknown == {"--list"} else f"There is no {', '.join(sorted(unknown))}.")
    print(*facts(), sep="\n")
    for name in wanted:
        print(f"\n{name}: {BENCHMARKS[name].__doc__}\nTarget: {BENCHMARKS[name].TARGET}\n")
        asyncio.run(BENCHMARKS[name].run())


if __name__ == "__main__":
    main()
