"""Lines that a person wrote, as paragraphs: without those of logs, tables, settings, commands and stacks."""

from __future__ import annotations

import re

# A line that no person wrote as a sentence: of a log, a table, a setting, a command, a stack.
_SPOKEN = (
    r"[^\n]*\b(?:says?|shows?|lists?|is|are|does|the|my|our|hangs?|fails?|never|wants?|gives?|keeps?|tries|timed out|"
    r"times out|complains|leaves|ignores|refuses|cannot|stuck|unauthorized|not|\w+n['\u2019]t|after|when|"
    r"because|since|instead)\b"
)
# A name before a title in words: "vllm: hangs at startup", "cdk: the group is not created". A line of a program has
# more colons, numbers or paths; the value of a setting has no verb.
_VERB = (
    r"(?:is|are|was|were|does|do|has|have|gets?|hangs?|fails?|never|stays?|cannot|can|stuck|not|\w+n['\u2019]t|shows?|keeps?|"
    r"crash\w*|wants?|stops?|ends?|dies?|takes?|returns?|although|but)"
)
_TITLE = (
    rf"(?![^\n]*error:)(?!(?:message|msg|description|reason|note|summary|details?|help|warning|fatal|exec|image|name|"
    rf"kind|type|status|state|value|key|command|args|phase|title|text|body): )"
    rf"[a-z][\w./-]*: (?=[^\n:=\"{{}}]{{12,}}$)[A-Za-z][\w'-]* (?:[\w'./,-]+ ){{0,8}}{_VERB}\b|"
    r"[a-z][\w./-]*: \d{1,4} (?:[a-z][\w'-]* ){3}|"
    r"(?:v(?:LLM|llm)|sglang|tgi|triton(?:server)?|ollama|nccl|mpi-operator|gpu-operator|dcgm-exporter|kserve|kueue|"
    r"(?:k8s-)?device-plugin|volcano|(?:kube)?ray|deepspeed|jupyterhub|airflow|eks|efa|[pg][4-6]\w{0,4}|"
    r"time-slicing|mig|mps|karpenter|(?:cluster-)?autoscaler|terraform|eksctl|helm|kubeflow|vpc-cni|coredns|kubectl|cdk|"
    r"(?:ebs|efs|fsx|s3)(?:-csi(?:-driver)?)?): "
    r"(?:[A-Za-z][\w'-]* ){3}"
)
_PROGRAMS = (
    r"[{}\[\]<|$#]\s*[{\[<\"'$\w]*[\"':=]",
    r"[$%>] ?\w",
    rf"(?:kubectl|aws|helm|terraform|eksctl|docker|sudo|curl|pip|export|resource|module|data) (?!{_SPOKEN})",
    rf"[\w./\"-]+:\s*(?:[\"'\[{{&*|>]|\S+$|$)|(?!{_TITLE})[a-z][\w./-]*: +\S",
    r"- [\w./\"-]+:(?:\s|$)",
    # Lines of `kubectl describe`: a label with a gap behind it, and a toleration or taint.
    r"[A-Z][\w ()/-]{0,40}: {2,}\S|[\w./-]+(?:=\S*)?(?::No(?:Schedule|Execute)| op=)",
    r"(?![\w.-]+ *= *\S+ (?:is|are|was|has|does|do|not|ignored|fails?|still|never|\w+n['\u2019]t)\b)[\w.\"-]+ *= *\S",
    # Labels of a node, one in each line or several.
    r"[\w.-]+/[\w.-]+=\S*\s*(?:$|[\w./-]+=)",
    r"at \w",
    # Progress of Terraform.
    r"[\w.\[\]\"/-]+: (?:Still )?(?:Creat|Refresh|Read|Modif|Destr|Provision|Import)\w+(?: state| complete|\.\.\.)",
    r"(?:Acquiring|Releasing) state lock",
    r"File \"|Traceback|Error[: ]|error: ",
    # Lines of eksctl begin with a sign in brackets.
    r"\[[^\w\s]\] +\w",
    r"\S+:\d+:\d+ \[|\S*NCCL (?:INFO|WARN)",
    r"\+[-+]|\|[^|\n]*\|",
)
_NO_SENTENCE = re.compile(rf"\s*(?:{'|'.join(_PROGRAMS)})")
# The beginning of a line of a log; the lines below it, up to an empty one, are of the same program.
_LOGGED = re.compile(
    r"\s*(?:[IWEF]\d{4} \d\d:|(?:\[\w+\] ?)?\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\w{3} [ \d]\d \d\d:\d\d:\d\d |"
    r"(?:Normal|Warning) +[A-Z]\w+ |(?:INFO|WARN(?:ING)?|ERROR|DEBUG|FATAL|CRITICAL|TRACE)\b|(?:time|ts|level)=|"
    r"(?:\[\w+\]:?)?\[[WEIF] |\(\w+ pid=)"
)
_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S+(?: {3,}|\t+)\S")
# Headings, items of lists, quotes and emphasis.
_BEGINS = re.compile(r"[ \t]*(?:#{1,6} |[-*+\u2022] |\d{1,2}[.)] |\*\*)")
_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6} |(?:[-*+\u2022]|\d{1,2}[.)]) (?:\[[ xX]\] )?|>+ ?)+(?:\[\w[\w /-]{0,30}\]:? *)?|"
    r"\*\*|__(?=\w)|(?<=\w)__|"
    r"`+|^\s*\[\w[\w /-]{0,30}\]:? *"
)
# A title that names models and versions: more digits than other sentences have, and no sign of a program.
_TITLED = re.compile(r"(?!\d+[/:.%])[\w\"'\u201c][^=|{}\\;\[\]\n]{8,160}(?<!:)$")
_LONGEST_TITLE = 16
# A word, and the fewest of a sentence.
LETTERS, FEWEST = re.compile(r"[A-Za-z]{2,}"), 3
# Words of trouble, without which a sentence describes how something is.
_TROUBLE = re.compile(
    r"\b(?:not|no|never|nothing|cannot|\w+n['\u2019]t|but|however|yet|although|though|fail\w*|crash\w*|stuck|hangs?|errors?|"
    r"wrong|missing|instead|unable|still|except|out of|oom\w*|killed|lost|slow\w*|die[sd]?)\b",
    re.IGNORECASE,
)
# Characters of a line; a longer one is of a program.
_LONGEST_LINE = 2400


def paragraphs(text: str) -> list[str]:
    """Paragraphs, whose lines may be broken anywhere; a heading and an item of a list stand for themselves.

    Args:
        text: A paste.
    """
    found: list[str] = []
    is_open = is_log = False
    for line in text.split("\n"):
        stripped = line.strip()
        is_log = bool(stripped) and (is_log or bool(_LOGGED.match(line)))
        if is_log or not stripped or len(stripped) > _LONGEST_LINE or _is_of_program(line):
            is_open = False
            continue
        plain = _MARKS.sub("", stripped).strip()
        if is_open and not _BEGINS.match(line) and not plain[:1].isupper():
            found[-1] += f" {plain}"
        else:
            found.append(plain)
        # A heading is followed by something else.
        is_open = not stripped.startswith("#")
    return found


def _is_of_program(line: str) -> bool:
    """Whether a line is of a program, a setting or a table."""
    if _NO_SENTENCE.match(line) or _COLUMNS.search(line):
        return True
    letters = sum(one.isalpha() or one == " " for one in line)
    return letters < len(line) * 3 / 4 and not _is_title(_MARKS.sub("", line.strip()).strip())


def _is_title(line: str) -> bool:
    """Whether a line with many digits is a title: "Qwen3 480b awq fails to load on v0.10.1.1"."""
    if not _TITLED.match(line) or len(line.split()) > _LONGEST_TITLE or not has_trouble(line):
        return False
    plain = sum(one.isalnum() or one == " " for one in line)
    return plain >= len(line) * 3 / 4 and len(LETTERS.findall(line)) > FEWEST


def has_trouble(words: str) -> bool:
    """Whether words contain one of trouble, such as "not" or "fails".

    Args:
        words: A sentence, or a part of one.
    """
    return _TROUBLE.search(words) is not None
