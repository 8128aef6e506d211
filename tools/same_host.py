"""Requests that carry a token, and take it to no other host.

Python's own handler follows a redirect with all headers of the first request, to whatever host the answer names
(CPython, Lib/urllib/request.py, HTTPRedirectHandler.redirect_request).
"""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import IO, TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

if TYPE_CHECKING:
    from http.client import HTTPMessage

# Bytes of an answer; a page of comments, the longest answer, has at most 7 MiB.
MOST_BYTES = 32 * 2**20


class ElsewhereError(URLError):
    """A redirect that would take a token to another host."""


class _SameHost(HTTPRedirectHandler):
    """Follows redirects to the same scheme, host and port; all others end the request."""

    def redirect_request(  # noqa: PLR0917 - the library's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The next request."""
        if _origin(newurl) != _origin(req.full_url):
            there = shown(urlsplit(newurl).netloc.rpartition("@")[2])
            raise ElsewhereError(f"{req.host} redirects to {there}, which the token is not for; name that host instead")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = build_opener(_SameHost())


def answered(request: Request, seconds: float) -> bytes:
    """The answer to a request.

    Raises:
        HTTPError: The server says no.
        URLError: The server cannot be asked, its answer breaks off or is too long, or it names another host.
    """
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            got: bytes = answer.read(MOST_BYTES + 1)
    except URLError:
        raise
    except (OSError, HTTPException) as error:
        # A connection that ends while the answer is read raises what `urllib` does not wrap.
        raise URLError(str(error) or type(error).__name__) from error
    if len(got) > MOST_BYTES:
        raise URLError(f"the answer has more than {MOST_BYTES >> 20} MiB")
    return got


# Any: whatever JSON holds.
def as_json(answer: bytes) -> Any:  # noqa: ANN401
    """An answer, read as JSON.

    Raises:
        URLError: It is something else, such as the page of a proxy.
    """
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        raise URLError("the answer is not JSON; perhaps a proxy gave it") from None


def shown(text: str) -> str:
    """A text of a server on one line of a log, where nothing in it is a command to a terminal or a pipeline."""
    return text.replace("##", "# #").encode("unicode_escape").decode("ascii")[:500]


def words(error: HTTPError) -> str:
    """Status and reason of a refusal; no header, so that the token stays out of the log."""
    return f"{error.code} {shown(str(error.reason))}"


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, (parts.hostname or "").lower(), port or {"http": 80, "https": 443}.get(parts.scheme)
