"""Put a page into the discussion of a pull request or merge request, in place of the page that was put there before.

    python tools/post_review.py PAGE...

The first line of a page is its mark, an HTML comment. The tool finds its earlier comment by this mark, so that each
cluster has one comment however often somebody pushes. Anybody can write the mark, so the tool replaces only comments
that its own account wrote.

On GitHub it needs GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY and PULL_REQUEST. The token of a workflow
writes as `github-actions[bot]`; where the token is another one, COMMENT_AUTHOR names its account. On GitLab it needs
GITLAB_TOKEN (a project access token with scope api; job tokens may not write notes), CI_PROJECT_ID and
CI_MERGE_REQUEST_IID, and asks GitLab whose token it has. Exit: 0 done, 1 refused, 2 nowhere to put it.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.same_host import answered, as_json, shown, words

# GitHub's limit; GitLab's is higher.
LONGEST = 65_000
PAGE_SIZE = 100
SECONDS = 30


@dataclass(frozen=True)
class Host:
    """A code host's comments on one request.

    Attributes:
        comments: URL of the list.
        one: URL of a comment, with `{}` for its id.
        headers: The token, and the form of the answers.
        method: The HTTP method that replaces a comment.
        author: Where a comment has the name of its author.
        account: The account that writes; empty if `whoami` tells.
        whoami: URL that tells whose token this is, in the last of `author`'s keys; empty if there is none.
    """

    comments: str
    one: str
    headers: dict[str, str]
    method: str
    author: tuple[str, str]
    account: str = ""
    whoami: str = ""


def main() -> int:
    """Post every page."""
    host = _host(dict(os.environ))
    if host is None:
        print("this is no pull request or merge request, or its token is missing; see --help", file=sys.stderr)
        return 2
    try:
        for path in map(Path, sys.argv[1:]):
            if path.exists():
                post(host, path.read_text(encoding="utf-8"))
            else:
                print(f"there is no {path}: nothing came so far as to write it")
    except URLError as error:
        reason = words(error) if isinstance(error, HTTPError) else shown(str(error.reason))
        print(f"the comment was refused: {reason}", file=sys.stderr)
        return 1
    except (KeyError, TypeError, AttributeError):
        print("the comment was refused: the answer is not one of this API", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"the page cannot be read: {shown(str(error))}", file=sys.stderr)
        return 1
    return 0


def post(host: Host, page: str) -> None:
    """Replace this account's comment that has the page's mark, or write a first one."""
    body = page if len(page) <= LONGEST else f"{page[:LONGEST]}\n\n… cut; the whole page is in the pipeline's log"
    mark = page.partition("\n")[0]
    if not mark.startswith("<!--"):
        raise SystemExit("the first line of a page must be its mark, an HTML comment")
    account = host.account or _ask(host, host.whoami, "GET")[host.author[1]]
    found = next((one["id"] for one in _all(host) if _wrote(host, account, one) and one["body"].startswith(mark)), None)
    if found is None:
        _ask(host, host.comments, "POST", {"body": body})
    else:
        _ask(host, host.one.format(found), host.method, {"body": body})


def _wrote(host: Host, account: str, comment: dict[str, Any]) -> bool:
    """Whether a comment is this account's; accounts that were deleted leave comments without an author."""
    who, name = host.author
    return bool((comment.get(who) or {}).get(name) == account)


def _all(host: Host) -> list[dict[str, Any]]:
    """All comments, page after page."""
    found: list[dict[str, Any]] = []
    for number in range(1, 1 + PAGE_SIZE):
        some = _ask(host, f"{host.comments}?per_page={PAGE_SIZE}&page={number}", "GET")
        found += some
        if len(some) < PAGE_SIZE:
            break
    return found


# Any: a list of comments, or one object, as the URL has it.
def _ask(host: Host, url: str, method: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    """The answer, read as JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, host.headers | {"Content-Type": "application/json"}, method=method)  # noqa: S310
    return as_json(answered(request, SECONDS))


def _host(given: dict[str, str]) -> Host | None:
    if (token := given.get("GITHUB_TOKEN")) and (number := given.get("PULL_REQUEST")):
        api = given.get("GITHUB_API_URL", "https://api.github.com")
        issues = f"{api}/repos/{given['GITHUB_REPOSITORY']}/issues"
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
        account = given.get("COMMENT_AUTHOR", "github-actions[bot]")
        comments = f"{issues}/{number}/comments"
        return Host(comments, f"{issues}/comments/{{}}", headers, "PATCH", ("user", "login"), account)
    if (token := given.get("GITLAB_TOKEN")) and (number := given.get("CI_MERGE_REQUEST_IID")):
        project, api = quote(given["CI_PROJECT_ID"], safe=""), given["CI_API_V4_URL"]
        notes, headers = f"{api}/projects/{project}/merge_requests/{number}/notes", {"PRIVATE-TOKEN": token}
        return Host(notes, f"{notes}/{{}}", headers, "PUT", ("author", "username"), whoami=f"{api}/user")
    return None


if __name__ == "__main__":
    if "--help" in sys.argv[1:]:
        print(__doc__)
        sys.exit(0)
    sys.exit(main())
