"""A recorded failure stays the first finding in every form, and between the lines of programs that are well.

Each form takes other threads: those whose names follow its own in the order of their checksums, so that each run takes
the same ones.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from zlib import crc32

import pytest

from eks_gpu.doctor import examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED
from tests.doctor.forms import OF_LINES, OF_TEXTS

FOLDER = Path(__file__).parent
# A message that no row knows is quoted with more or less of its line.
QUOTES = {row.id for row in signatures.signatures() if row.area in {signatures.LAST, signatures.PROSE}}
THREADS: list[dict[str, str]] = [
    thread
    for area in sorted((FOLDER / "threads").glob("*.toml"))
    for thread in tomllib.loads(area.read_text(encoding="utf-8"))["thread"]
    if thread["first"] not in QUOTES
]
CALM = [
    line
    for program in tomllib.loads((FOLDER / "calm.toml").read_text(encoding="utf-8"))["program"]
    for line in program["text"].splitlines()
    # A table, an answer or a stack would end the text in which it stands, and a later event the one before it.
    if line.strip()
    and line[:1] not in " \t{[}]|+"
    and not any(word in line for word in ("NAME", "LAST SEEN", "Normal"))
]
SAMPLE = 5
# Characters of a line: a longer one is quoted in part.
LONGEST = 500


def first(text: str) -> str:
    found = examine_unfiled(observe([(PASTED, text)]), [text])[1]
    return found[0].id if found else ""


def _rests_on_more(thread: dict[str, str]) -> bool:
    """Whether the row looks through the whole text for more evidence, which other programs may give."""
    row = signatures.by_id().get(thread["first"])
    return row is not None and row.beside is not None


def threads_for(form: str, amount: int = SAMPLE) -> list[dict[str, str]]:
    return sorted(THREADS, key=lambda thread: crc32(f"{form} {thread['source']}".encode()))[:amount]


@pytest.mark.parametrize("form", OF_LINES)
def test_the_line_of_a_thread_gives_its_cause_behind_any_logger(form: str) -> None:
    differing = {}
    for thread in threads_for(form):
        seen = examine_unfiled(observe([(PASTED, thread["text"])]), [thread["text"]])[1][0].seen
        line = seen[0] if seen else ""
        expected = first(line)
        found = first(OF_LINES[form](line))
        if line and len(line) < LONGEST and expected and expected not in QUOTES and found != expected:
            differing[thread["source"]] = (expected, found)

    assert differing == {}


@pytest.mark.parametrize("form", OF_TEXTS)
def test_a_thread_gives_its_cause_in_any_form(form: str) -> None:
    texts = {thread["source"]: (thread["first"], OF_TEXTS[form](thread["text"])) for thread in threads_for(form)}

    assert {source: first(text) for source, (_, text) in texts.items()} == {
        source: expected for source, (expected, _) in texts.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "thread",
    [one for one in threads_for("long log", 14) if not _rests_on_more(one)],
    ids=lambda thread: thread["source"],
)
def test_a_failure_is_found_between_hundreds_of_calm_lines(thread: dict[str, str]) -> None:
    chance = random.Random(crc32(thread["source"].encode()))  # noqa: S311 - any lines, the same ones each time
    before, after = ("\n".join(chance.sample(CALM, 300)) for _ in range(2))

    assert first(f"{before}\n{thread['text']}\n{after}\n") == thread["first"]
