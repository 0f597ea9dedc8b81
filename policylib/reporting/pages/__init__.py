"""The page of an executed notebook, and what it must hold before it may be published."""

#: Files of a page that have the same bytes whenever and wherever it is made.
EXACT = ("html", "ipynb", "findings.json", "xlsx", "tables.zip")
