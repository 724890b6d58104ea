"""A made-up organisation whose twelve weeks are lived through by the real code."""
