"""``make attack``: who is told apart by a year of figures, and how many figures there are."""

import sys

from tests.privacy.attack import table

sys.stdout.write(
    "Weeks of figures of 200 teams of ten, each answering a week with a chance of three quarters;\n"
    "'teams' and 'depts': weeks with a new figure; told apart are people, by somebody who keeps\n"
    "every figure and knows one person's answers: 'same' takes people as always answering the\n"
    "same, 'other' takes every answer as another unknown.\n\n"
)
for line in table():
    sys.stdout.write(f"{line}\n")
