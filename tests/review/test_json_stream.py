"""JSON in pieces: whatever the size of the pieces, the values are those of the standard library."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu import json_stream
from eks_gpu.json_stream import Stream, TooLongError, members

_TEXTS = st.text(max_size=8) | st.sampled_from(['"', "\\", '\\"', "[{", "}]", 'a\\\\"{', "\u202e\U0001f600"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=30,
)
_DOCUMENTS = st.dictionaries(_TEXTS, _VALUES, max_size=4)


def read(text: bytes, *, wanted: bool, listed: bool, piece: int) -> dict[str, Any]:
    """Everything that the stream gives, in the shape of the document."""
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "PIECE", piece)
        stream = Stream(io.BytesIO(text), 10**6)
        for key, value, written in members(stream, lambda _: wanted, lambda _: listed):
            if isinstance(found.get(key), list) and written:
                found[key].append(value)
            else:
                found[key] = value
            assert not written or json.loads(written) == value
        assert stream.ends()
    return found


@given(_DOCUMENTS, st.integers(4, 200), st.booleans(), st.sampled_from([None, 2]))
def test_values_are_those_of_the_standard_library(document: Any, piece: int, ascii: bool, indent: int | None) -> None:  # noqa: FBT001 - the name of json.dumps
    text = json.dumps(document, ensure_ascii=ascii, indent=indent).encode()

    assert read(text, wanted=True, listed=False, piece=piece) == document
    assert read(text, wanted=True, listed=True, piece=piece) == document
    assert read(text, wanted=False, listed=False, piece=piece) == dict.fromkeys(document)


@given(_DOCUMENTS.filter(bool), st.integers(4, 200), st.booleans(), st.data())
def test_a_text_that_is_cut_off_is_an_error(document: Any, piece: int, wanted: bool, data: st.DataObject) -> None:  # noqa: FBT001 - drawn
    text = json.dumps(document).encode()
    cut = text[: data.draw(st.integers(1, len(text) - 1))]

    with pytest.raises(ValueError, match=r"."):
        read(cut, wanted=wanted, listed=False, piece=piece)


def test_a_stream_has_a_limit() -> None:
    stream = Stream(io.BytesIO(b'{"a": [' + b"1," * 300_000), 300_000)

    with pytest.raises(TooLongError):
        [*members(stream, lambda _: False, lambda _: False)]


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_shells_write(form: str) -> None:
    text = json.dumps({"a": ["é"]}, ensure_ascii=False).encode(form)

    assert read(text, wanted=True, listed=False, piece=8) == {"a": ["é"]}
