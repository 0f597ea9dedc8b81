"""Simulations that measure how often tests reject."""
