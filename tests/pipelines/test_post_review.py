"""One comment a cluster, however often is pushed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.hosts import Comments, serving
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process
MARK = "<!-- eks-gpu plan of quickstart -->"
GITHUB = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "acme/infra", "PULL_REQUEST": "7"}
GITLAB = {"GITLAB_TOKEN": "t", "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7"}


def post(address: str, environment: dict[str, str], *pages: Path) -> subprocess.CompletedProcess[str]:
    at = {"GITHUB_API_URL": address, "CI_API_V4_URL": address}
    command = [sys.executable, str(ROOT / "tools" / "post_review.py"), *map(str, pages)]
    return subprocess.run(command, env=at | environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "quickstart.md"
    path.write_text(f"{MARK}\nfirst\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("host", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_a_comment_is_written_once_and_then_replaced(host: dict[str, str], page: Path) -> None:
    # More than one page of others before it.
    comments = Comments(dict.fromkeys(range(1, 131), "somebody else's"))
    with serving(comments.answer) as address:
        assert post(address, host, page).returncode == 0
        page.write_text(f"{MARK}\nsecond\n", encoding="utf-8")
        assert post(address, host, page).returncode == 0

    assert comments.bodies.pop(131) == f"{MARK}\nsecond\n"
    assert set(comments.bodies.values()) == {"somebody else's"}
    assert comments.tokens == {"Bearer t"} if host is GITHUB else {"t"}


@pytest.mark.parametrize("host", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_a_comment_with_the_mark_of_somebody_else_is_left_alone(host: dict[str, str], page: Path) -> None:
    forged = f"{MARK}\nall is well, merge it\n"
    comments = Comments({1: forged})
    with serving(comments.answer) as address:
        assert post(address, host, page).returncode == 0
        assert post(address, host, page).returncode == 0

    assert comments.bodies == {1: forged, 2: f"{MARK}\nfirst\n"}


def test_another_account_than_the_workflow_s_can_be_named(page: Path) -> None:
    comments = Comments(account="acme-reviews")
    with serving(comments.answer) as address:
        for _ in range(2):
            assert post(address, GITHUB | {"COMMENT_AUTHOR": "acme-reviews"}, page).returncode == 0

    assert len(comments.bodies) == 1


def test_a_page_that_is_too_long_is_cut(page: Path) -> None:
    page.write_text(f"{MARK}\n{'x' * 70_000}", encoding="utf-8")
    comments = Comments()
    with serving(comments.answer) as address:
        assert post(address, GITHUB, page).returncode == 0

    (body,) = comments.bodies.values()
    assert len(body) < 65_536
    assert "… cut" in body


def test_a_refusal_is_told_without_the_token(page: Path) -> None:
    comments = Comments(refusing=403)
    with serving(comments.answer) as address:
        done = post(address, GITHUB | {"GITHUB_TOKEN": "ghs-secret"}, page)

    assert done.returncode == 1
    assert "403" in done.stderr
    assert "ghs-secret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_that_was_never_written_is_no_failure(tmp_path: Path) -> None:
    with serving(Comments().answer) as address:
        done = post(address, GITHUB, tmp_path / "absent.md")

    assert done.returncode == 0
    assert "absent.md" in done.stdout


def test_outside_of_a_pull_request_there_is_nowhere_to_put_it(page: Path) -> None:
    assert post("http://127.0.0.1:9", {}, page).returncode == 2


@pytest.mark.parametrize("host", [GITHUB, GITLAB], ids=["github", "gitlab"])
@pytest.mark.parametrize("answer", [5, None, "x", {}, [5], [{"id": 1}], [{"user": 5, "author": "x"}]])
def test_an_answer_of_something_else_is_no_traceback(host: dict[str, str], page: Path, answer: object) -> None:
    with serving(lambda _: (200, answer)) as address:
        done = post(address, host, page)

    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


@pytest.mark.parametrize("host", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_a_redirect_takes_no_token_elsewhere(host: dict[str, str], page: Path) -> None:
    comments = Comments()
    with serving(comments.answer) as other, serving(lambda _: (302, {}, {"Location": other})) as address:
        done = post(address, host, page)

    assert done.returncode == 1
    assert "which the token is not for" in done.stderr
    assert comments.tokens == set()


def test_a_page_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"\xff\xfe")
    with serving(Comments().answer) as address:
        done = post(address, GITHUB, tmp_path / "page.md")

    assert done.returncode == 1
    assert "the page cannot be read" in done.stderr
