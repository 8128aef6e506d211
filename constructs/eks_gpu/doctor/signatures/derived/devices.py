"""Codes of libraries of accelerators: NVML, CUDA, DCGM, the runtime and compiler of Neuron."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived.codes import by_code, fitting
from eks_gpu.doctor.signatures.derived.told import Told, quoted

_TABLES = ("cuda", "libraries", "devices", "neuron", "kernel")
_CUDA = re.compile(r"cuda|GPUassert|error code", re.IGNORECASE)
# How an exception of Python tells that a call of CUDA or of one of its libraries failed.
_CALL = re.compile(
    r"\bCUDA (?:[a-z]{3,10} )?(?:error|failure)\b|\bcudaError[A-Z]|\bCUDA_ERROR_|"
    r"\b(?:CUBLAS|CUDNN|CUSOLVER|CUSPARSE|CURAND)_STATUS_",
    re.IGNORECASE,
)
# A number of CUDA's errors, as programs print it.
_NUMBER = re.compile(
    r"(?:[Ee]rror|ERROR|[Ff]ailure|code|returned)[ :=(]{0,3}(\d{1,3})\b|\[(\d{1,3})\] Call to|\((\d{1,3})\)$"
)


def told(found: re.Match[str]) -> Told | None:
    """The meaning of the code, with the words around it."""
    text = found[0]
    tables = _TABLES if _CUDA.search(text) else _TABLES[1:]
    known = next(filter(None, (fitting(table, "code", "means", text) for table in tables[:1])), None)
    known = known or _by_number(text)
    known = known or next(filter(None, (fitting(table, "code", "means", text) for table in tables)), None)
    return Told(f"{known.means}: '{quoted(text)}'", known.next) if known else None


def of_exception(text: str) -> Told | None:
    """The meaning of the code of CUDA or of one of its libraries, if an exception's text is about one."""
    if not _CALL.search(text):
        return None
    cuda, library = (fitting(table, "code", "means", text) for table in _TABLES[:2])
    return cuda or _by_number(text) or library


def _by_number(text: str) -> Told | None:
    """The meaning of an error of CUDA of which only the number is known."""
    number = _NUMBER.search(text) if _CUDA.search(text) else None
    return by_code("cuda").get(next(filter(None, number.groups()), "")) if number else None
