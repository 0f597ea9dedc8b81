"""Kernels: forked like cold, watched from outside, ended wholly."""
