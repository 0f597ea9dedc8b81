"""Polluted files made from a clean table by a seeded generator, and what became of each."""
