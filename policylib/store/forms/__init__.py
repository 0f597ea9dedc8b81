"""Forms that offices fill in: spreadsheets made from the description of an office table."""

from policylib.store.forms.workbook import villages_of, write_form

__all__ = ["villages_of", "write_form"]
