"""The page on paper: printed to PDF by a browser of the machine, where it has one."""
