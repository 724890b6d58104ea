"""Joins the parts: configuration, store, words, router, adapters, clock and courier."""
