"""Runs long work so that it is finished once; two drivers behind one port."""
