"""The check of our English finds what it is for, excuses what is excused, and lets nothing get worse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import ROOT
from tools import check_style
from tools.style import code
from tools.style import slips as style
from tools.style import texts as read

if TYPE_CHECKING:
    from pathlib import Path

TABLE = style.words()
# Each word at its worst, and sentences that only resemble it.
WRONG = {
    "anew": ["The node is made anew."],
    "for-ever": ["A pod waits for ever.", "It waits for\never."],
    "of-the-past": ["p3 is of the past."],
    "living": ["It changes a living cluster."],
    "told": ["Terraform tells of a plan in verbs.", "Causes are told first."],
    "said": ["A class cannot be said.", "It is said once."],
    "of-yours": ["An AMI of yours.", "Apps of one's own."],
    "mend": ["A restart mends it.", "Mend the line."],
    "rights": ["It has the rights of an admin.", "Pods have the right to read it."],
    "alone": ["The autoscaler plans with the first of them alone.", "By default the nodes' health alone."],
    "beside": ["It fits beside every daemon."],
    "other-than": ["The group is other than declared."],
    "mig-part": ["It asks for two MIG parts."],
    "is-no": ["Its spec is no mapping.", "Such names are no clusters."],
    "headless": ["What serves gets a Service.", "It is deleted. Who needs it, loses it.", "**Why.** What runs stops."],
    "headless-that": ["That the API answers is assumed.", "That nothing exists is believed."],
    "fronted-of": ["Of such a group nothing is known."],
}
RIGHT = [
    "Forever is a long time, and whatever was said to be permanent is not.",
    "The pod is told to stop.",
    "We recommend to amend the line.",
    "The right side is larger.",
    "Leave it alone, and let the group alone.",
    "Besides, the autoscaler waits.",
    "There is no mapping, it is no longer used, and MPS is no faster than that.",
    "What does it cost?",
    "That is why the autoscaler waits, and that role differs.",
    "Of course it costs something.",
    "Write `anew` or `for ever`, as [Kubernetes](living-cluster.md) does.",
]


def found(words: str, table: list[style.Word] = TABLE, *, is_heading: bool = False) -> list[str]:
    text = read.Text("page.md", 1, read.prose(words), is_heading)
    return [slip.word.id for slip in style.slips(text, table)]


@pytest.mark.parametrize("word", [word.id for word in TABLE])
def test_each_word_is_found(word: str) -> None:
    for sentence in WRONG[word]:
        assert found(sentence) == [word], sentence


@pytest.mark.parametrize("sentence", RIGHT)
def test_good_sentences_pass(sentence: str) -> None:
    assert found(sentence) == []


def test_a_clause_may_be_a_heading() -> None:
    assert found("What a review looks for", is_heading=True) == []
    assert found("Nodes made anew", is_heading=True) == ["anew"]


def test_the_page_lists_the_words_that_are_looked_for() -> None:
    page = (ROOT / "STYLE.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `([a-z-]+)` \|", page, flags=re.MULTILINE) == [word.id for word in TABLE]


def test_a_page_is_read_by_paragraph_cell_and_item() -> None:
    page = """# Made anew

A pod waits for
ever. `anew` is a word.

| what | why |
|---|---|
| a cell | made anew |

- an item that goes
  on anew
- another

```yaml
reason: made anew
```
Afterwards it is of the past.
"""
    slips = [slip for text in read.markdown("p.md", page) for slip in style.slips(text, TABLE)]

    assert [(slip.line, slip.word.id) for slip in slips] == [
        (1, "anew"),
        (4, "for-ever"),
        (8, "anew"),
        (11, "anew"),
        (17, "of-the-past"),
    ]


RULE = '''"""The group is made anew.

**Why.** What runs there stops.
"""

# A comment may be made anew.


def check(design):
    """A docstring that nobody sees, made anew."""
    yield error(__name__, "path", f"{design.name!r} is of the past: made anew", "mend the " "line of it")
'''


@pytest.mark.parametrize(
    ("file", "ids"),
    [
        ("constructs/eks_gpu/checks/groups/rule.py", ["anew", "headless", "anew", "of-the-past", "mend"]),
        ("constructs/eks_gpu/checks/groups/_words.py", ["anew", "of-the-past", "mend"]),
        ("constructs/eks_gpu/changes/nodes/rule.py", ["anew", "headless", "anew", "of-the-past", "mend"]),
        ("constructs/eks_gpu/doctor/findings/node/rule.py", ["anew", "headless", "anew", "of-the-past", "mend"]),
        ("constructs/eks_gpu/review/words.py", ["anew", "of-the-past", "mend"]),
    ],
)
def test_messages_and_the_docstrings_of_rules_are_read(file: str, ids: list[str]) -> None:
    assert [slip.word.id for text in read.python(file, RULE) for slip in style.slips(text, TABLE)] == ids


def test_descriptions_and_help_are_read() -> None:
    field = (
        'class Spec:\n    """A part, made anew."""\n\n    a: Annotated[int, Field(description="It is made " "anew.")]\n'
    )
    command = '@app.command("x")\ndef x(a: Annotated[str, Option(help="Of the refusals.")]):\n    """What it does."""\n'
    spec = [one.line for one in read.python("constructs/eks_gpu/spec/x.py", field)]
    cli = [text.words for text in read.python("constructs/eks_gpu/cli/commands/check.py", command)]

    assert spec == [2, 4]
    assert cli == ["Of the refusals.", "What it does."]


@pytest.mark.slow
def test_everything_that_users_see_is_read() -> None:
    files = {text.file for text in read.texts()}

    assert {"README.md", "CHANGELOG.md", "docs/how-to/serving.md", "constructs/eks_gpu/cli/commands/check.py"} <= files
    assert {"constructs/eks_gpu/spec/workloads/workload.py", "constructs/eks_gpu/review/meaning.py"} <= files
    assert {"constructs/eks_gpu/checks/nodes/taint_reserved.py", "constructs/eks_gpu/effects/nodes.py"} <= files
    assert not [file for file in files if file.startswith(("docs/reference/rules/", "docs/reference/findings/"))]
    assert "docs/reference/cluster-file.md" not in files


MODULE = '''"""Things, made anew."""

# A comment that goes on for
# ever.
LIMIT = 3  # noqa: PLR2004 - of the past


def check(found: str) -> str:
    """Check it.

    Args:
        found: Of the pod,
            which is told twice.

    Returns:
        A part of a MIG part.
    """
    # ruff: noqa: E501
    return f"{found!r} # made anew"  # type: ignore[return-value] - mend it
'''


def test_docstrings_and_comments_are_read_with_their_lines() -> None:
    slips = [slip for text in code.module("tools/x.py", MODULE) for slip in style.slips(text, TABLE)]

    assert sorted((slip.line, slip.word.id) for slip in slips) == [
        (1, "anew"),
        (4, "for-ever"),
        (5, "of-the-past"),
        (12, "fronted-of"),
        (13, "told"),
        (16, "mig-part"),
        (19, "mend"),
    ]


def test_a_docstring_belongs_to_one_class_of_texts() -> None:
    file = "constructs/eks_gpu/checks/groups/rule.py"
    users = [slip.line for text in read.python(file, RULE) for slip in style.slips(text, TABLE)]
    readers = [slip.line for text in code.module(file, RULE) for slip in style.slips(text, TABLE)]

    assert sorted({*users, *readers}) == [1, 3, 6, 10, 11]
    assert set(users).isdisjoint(readers)


@pytest.mark.slow
def test_all_code_is_read() -> None:
    files = {text.file for text in code.code()}

    assert {
        "main.py",
        "constructs/eks_gpu/stacks/base.py",
        "benchmarks/check.py",
        "tools/style/code.py",
        "tests/docs/test_style.py",
    } <= files
    assert "constructs/eks_gpu/design/cluster/names.py" in files


KNOWN: style.Counts = {"a.md": {"anew": 2, "mend": 1}, "gone.md": {"anew": 1}}


def test_no_file_may_have_more_than_was_known() -> None:
    assert style.grown({"a.md": {"anew": 2}}, KNOWN) == []
    assert style.grown({"a.md": {"anew": 3}, "new.md": {"mend": 1}}, KNOWN) == [
        ("a.md", "anew", 3, 2),
        ("new.md", "mend", 1, 0),
    ]


def test_the_baseline_falls_and_never_grows() -> None:
    assert style.lowered({"a.md": {"anew": 1}}, KNOWN) == {"a.md": {"anew": 1}}
    assert style.lowered({"a.md": {"anew": 9, "told": 3}, "new.md": {"mend": 1}}, KNOWN) == {"a.md": {"anew": 2}}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one page, no known slips and no exceptions."""
    (tmp_path / "page.md").write_text("Made anew.\n", encoding="utf-8")
    for baseline in (style.BASELINE, style.CODE_BASELINE):
        (tmp_path / baseline).write_text("{}", encoding="utf-8")
    (tmp_path / style.EXCEPTIONS).write_text("", encoding="utf-8")
    return tmp_path


def test_a_new_slip_fails_also_with_update(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_style.main([], repository, repository) == 1
    assert "page.md:1: [anew] 'anew': write again" in capsys.readouterr().out
    assert check_style.main(["--update"], repository, repository) == 1
    assert style.read_baseline(repository) == {}


def test_an_improvement_lowers_the_baseline(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    style.write_baseline({"page.md": {"anew": 3, "mend": 1}}, repository)

    assert check_style.main([], repository, repository) == 0
    assert "lower the baseline" in capsys.readouterr().out
    assert check_style.main(["--update"], repository, repository) == 0
    assert style.read_baseline(repository) == {"page.md": {"anew": 1}}


def test_docstrings_and_comments_have_their_own_baseline(repository: Path) -> None:
    style.write_baseline({"page.md": {"anew": 1}}, repository)
    (repository / "main.py").write_text("# Made anew.\n", encoding="utf-8")

    assert check_style.main([], repository, repository) == 1
    style.write_baseline({"main.py": {"anew": 2}}, repository, style.CODE_BASELINE)
    assert check_style.main(["--update"], repository, repository) == 0
    assert style.read_baseline(repository, style.CODE_BASELINE) == {"main.py": {"anew": 1}}
    assert style.read_baseline(repository) == {"page.md": {"anew": 1}}


def test_an_exception_excuses_its_sentence_only(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = '[[exception]]\nword = "anew"\nfile = "*.md"\ntext = "{text}"\nreason = "a quotation"\n'
    (repository / style.EXCEPTIONS).write_text(entry.format(text="Made anew"), encoding="utf-8")
    assert check_style.main([], repository, repository) == 0
    (repository / style.EXCEPTIONS).write_text(entry.format(text="Born anew"), encoding="utf-8")
    assert check_style.main([], repository, repository) == 1
    assert "nothing to excuse" in capsys.readouterr().out


def test_every_exception_has_a_reason() -> None:
    table = style.exceptions()

    assert [row for row in table if len(row.reason.split()) < 4] == []
    assert {row.word for row in table} <= {"*", *(word.id for word in TABLE)}


@pytest.mark.slow
def test_the_texts_of_today_pass() -> None:
    assert check_style.main([]) == 0
