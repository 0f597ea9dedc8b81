"""Projections against what came: real series, and series whose truth is known."""
