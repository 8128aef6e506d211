"""Chains of errors, each around the next: the innermost names the cause, and its words the layer."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived.codes import fitting
from eks_gpu.doctor.signatures.derived.told import Told, quoted

# Between an error and the one that it contains.
_JOINTS = re.compile(
    r"(?:: |;? ?(?<!\bbe )(?:caused by|Caused by|because of|because|due to):? | desc = |\berr(?:or)?=\"?|"
    r"\"(?:error|err|msg)\":\s*\"|\bmsg=\"|, message: ?|\breason: )"
)
# The scheduler's words about preemption, which follow its reasons.
_PREEMPTION = re.compile(r"[.,]? {0,2}(?:(?:still not schedulable|no new claims to deallocate), )?preemption: [^\n]*$")
# A beginning that names no error: time, level, place in the source, thread.
_HEAD = re.compile(
    r"^(?:\[?[\d:,./TZ+-]{6,}\]?\s*|\[?[A-Z]?\d{4}\]?\s+|[IWEF]\d{4}\s+[\d:.]+\s+\d+\s+\S+\]\s*|"
    r"\[?(?:ERROR|ERRO|FATAL|CRITICAL|SEVERE|Error|error|panic|fatal)\]?[:\s|]\s*|\(\w[^)]{0,60}pid=\d+[^)]{0,40}\)\s*)+"
)
# Words that an innermost error needs; a shorter one is quoted with the error around it.
_WORDS = 4
# Characters of a line before and after a place.
_AROUND = 2000
# Ends that need the error around them.
_EMPTY = re.compile(
    r"^(?:unknown|exit status \d+|exit code \d+|EOF|error|failed|null|nil|none|(?:controller\s+)?Reconciler error|"
    r"\W*|\d+)$",
    re.IGNORECASE,
)
_FIELDS = re.compile(r'",\s*"[\w.-]+":.*$|"\s+(?!err)[\w.-]+=.*$|\s\{"[^\n]*\}\s*$|\s\{"(?:(?!"err(?:or)?":)[^\n])*$')
# The fields of a log's JSON record that say something; quotes inside have lost their backslashes.
_RECORD = re.compile(r'"(?:level|lvl|severity)":\s?"|\s\{"[^\n]{0,1200}"error":\s?"')
_FIELD = re.compile(
    r'"(?P<key>msg|message|err|error)":\s?"(?P<text>[^\n]{1,2000}?)(?:"\s?(?=,\s?"[\w.-]{1,40}":|\}|$)|$)', re.MULTILINE
)
# Layers, by the words that only they use; the last in the chain counts.
_LAYERS = (
    (r"nvidia-container-cli|nvidia-container-runtime|nvidia-ctk", "the NVIDIA Container Toolkit"),
    (r"\bnvml\b|NVML|nvidia-smi", "the NVIDIA driver"),
    (r"CUDA|cuda\w*Error|cuBLAS|cuDNN", "CUDA"),
    (r"\bNCCL\b|ncclS|NET/OFI", "NCCL"),
    (r"\brunc\b|OCI runtime|containerd task", "the container runtime"),
    (r"CreatePodSandbox|pod sandbox|plugin type=|CNI", "the network plugin"),
    (r"MountVolume|AttachVolume|mount failed|NodeStageVolume|NodePublishVolume", "the volume driver"),
    (r"failed to pull|ErrImagePull|pulling image|resolve reference|manifest", "the image registry"),
    (r"operation error|api error|amazonaws|StatusCode: \d", "AWS"),
    (r"admission webhook|failed calling webhook", "an admission webhook"),
    (r"etcdserver|etcd", "etcd"),
    (r"\bhelm\b|INSTALLATION FAILED|UPGRADE FAILED|chart", "Helm"),
    (r"x509|certificate|tls:", "TLS"),
    (r"dial tcp|lookup |connection|i/o timeout", "the network"),
    (r"\[Errno|OSError|syscall|permission denied", "the operating system"),
)


def innermost(text: str) -> str:
    """The innermost error of a chain that says something."""
    text = _of_record(text) or text
    parts = [
        part.strip(" \"'\\}{,")
        for part in _JOINTS.split(_FIELDS.sub("", _PREEMPTION.sub("", _HEAD.sub("", text.strip()))))
    ]
    parts = [part for part in parts if part]
    kept: list[str] = []
    for part in reversed(parts):
        kept.insert(0, part)
        if not _EMPTY.match(part) and len(" ".join(kept).split()) >= _WORDS:
            break
    return ": ".join(kept)


def _of_record(text: str) -> str:
    """The message and the error of a log's JSON record; empty for another text."""
    if not _RECORD.search(text):
        return ""
    fields = {one["key"]: one["text"] for one in _FIELD.finditer(text)}
    parts = (fields.get("msg") or fields.get("message"), fields.get("error") or fields.get("err"))
    return ": ".join(part for part in parts if part)


def layer(text: str) -> str:
    """The layer whose words come last in a chain; empty if none is known."""
    places = ((match.start(), name) for pattern, name in _LAYERS for match in re.finditer(pattern, text))
    return max(places, default=(0, ""))[1]


def inner(found: re.Match[str]) -> Told | None:
    """The innermost error of the whole line, as the end of the row's own cause."""
    text = found.string
    begin, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    line = text[max(begin, found.start() - _AROUND) : end if end >= 0 else found.end() + _AROUND]
    said = quoted(innermost(line))
    return Told(adds=f": '{said}'") if len(said.split()) > 1 else None


def told(found: re.Match[str]) -> Told | None:
    """The innermost error, its layer, and what such an end means."""
    line = found[0].strip()
    inner = innermost(line)
    if not inner or _EMPTY.match(inner):
        return None
    who = layer(line)
    known = fitting("endings", "ending", "means", inner) or fitting("endings", "ending", "means", line)
    by = f", from {who}" if who else ""
    means = f"{known.means}{by}: '{quoted(inner)}'" if known else f"the innermost error{by} is '{quoted(inner)}'"
    return Told(means, known.next if known else "")
