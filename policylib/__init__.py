"""Workbench for social-security coverage policy.

Sourced evidence, dated law, honest intervals, checked reports.
"""

__version__ = "0.1.0"
