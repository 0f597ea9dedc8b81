"""``python -m policylib.cli``."""

from policylib.cli import main

main()
