"""Mark texts for translation, and the languages they are offered in."""

LANGUAGES = ("en", "id")


def N_(text: str) -> str:  # the name that gettext tools look for
    """Mark a text for translation; it is translated where it is shown."""
    return text
