"""Text of a plan in a comment: no markup, no person who is notified, no link."""

from __future__ import annotations

import re

import pytest

from eks_gpu.report.review.markdown import _html, _text

# Where GitHub and GitLab make a link of a bare address (GitHub Flavored Markdown, "Autolinks (extension)").
BARE = re.compile(r"(?i)https?://|ftp://|www\.|mailto:|xmpp:")


@pytest.mark.parametrize(
    "text", ["see https://evil.example/x", "HTTP://evil", "www.evil.example", "mailto:a", "xmpp:a", "ftp://a"]
)
def test_an_address_is_no_link(text: str) -> None:
    for written in (_text(text), _html(text)):
        assert not BARE.search(written)
        assert written.replace("\u200b", "").replace("\\", "") == text


def test_an_arn_stays_as_it_is() -> None:
    assert _html("arn:aws:s3:::bucket") == "arn:aws:s3:::bucket"
