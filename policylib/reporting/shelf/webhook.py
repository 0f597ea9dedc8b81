"""A message sent by POST; loaded only when one is due."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """Follow nothing: a message goes where it was addressed."""


def post(address: str, about: dict, *, seconds: float) -> str:
    """Send JSON by POST; return "" or why it was not taken.

    The address may hold a secret: only its host is named.
    """
    request = urllib.request.Request(
        address,
        data=json.dumps(about).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "policylib"},
        method="POST",
    )
    host = urllib.parse.urlsplit(address).hostname
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds):
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return f"{host} answered {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"{host} was not reached ({type(error).__name__})"
