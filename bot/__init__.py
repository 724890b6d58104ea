"""Drudgery Dividend: the shared conversation core."""
