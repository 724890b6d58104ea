"""Processes forked from one that has imported the program and done nothing else.

A start is then seconds shorter, and what the process does is the same.
"""

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.faults.mortal"])
