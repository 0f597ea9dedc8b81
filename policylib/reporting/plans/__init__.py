"""The plan of reports: notebooks, their parameters, jobs, times."""
