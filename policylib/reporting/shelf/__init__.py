"""The folder of reports: what is written there, by which steps, and what is believed of it."""
