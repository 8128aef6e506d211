"""Sentences in which a person reports a failure: no lines of programs, no questions about features, no changelogs."""

from __future__ import annotations

import re

# A line that no person wrote as a sentence: of a log, a table, a setting, a command, a stack.
_SPOKEN = (
    r"[^\n]*\b(?:says?|shows?|lists?|is|are|does|the|my|our|hangs?|fails?|never|wants?|gives?|keeps?|tries|timed out|"
    r"times out|complains|leaves|ignores|refuses|cannot|stuck|unauthorized|not|\w+n['\u2019]t|after|when|"
    r"because|since|instead)\b"
)
# The name of a program or instance type before a title in words: "vllm: hangs at startup".
_TITLE = (
    r"(?:v(?:LLM|llm)|sglang|tgi|triton(?:server)?|ollama|nccl|mpi-operator|gpu-operator|dcgm-exporter|kserve|kueue|"
    r"(?:k8s-)?device-plugin|volcano|(?:kube)?ray|deepspeed|jupyterhub|airflow|eks|efa|[pg][4-6]\w{0,4}|"
    r"time-slicing|mig|mps|karpenter|(?:cluster-)?autoscaler|terraform|eksctl|helm|kubeflow|vpc-cni|coredns|"
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
    r"[\w.\"-]+ *= *\S",
    r"at \w",
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
# The end of a sentence; a dot within a name or a version is none.
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(*`]?[A-Z0-9])|[.!?]+\s*$|\s[\u2013\u2014]\s|;\s")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
# A title that names models and versions: more digits than other sentences have, and no sign of a program.
_TITLED = re.compile(r"(?!\d+[/:.%])[\w\"'\u201c][^=|{}\\;\[\]\n]{8,160}(?<!:)$")
_LONGEST_TITLE = 16
# Words of a sentence, characters of a sentence and of a line, and sentences that are looked at.
_FEWEST, LONGEST, _LONGEST_LINE, _MOST = 3, 600, 2400, 200
# Words from which on a sentence is read clause by clause, and where one begins.
_MANY_WORDS = 26
_CLAUSE = re.compile(r",\s|\s(?=(?:but|because|since|so|which|however|although|and then|yet) )")
# A word behind which the failure stands, and words before it that say how far everything goes well.
_CONTRAST = re.compile(r",? (?:but|yet|however),? ", re.IGNORECASE)
_WELL = re.compile(r"\b(?:healthy|fine|ok(?:ay)?|well|works?|ready|running|succe\w+|joins?|joined)\b", re.IGNORECASE)
# A sentence that reports no failure of the writer: a question about a feature, a proposal, a change, advice.
_FIRST_WORDS = (
    r"(?:feat|fix|docs|chore|test|refactor|perf|ci|build|style|revert)(?:\([^)]{0,40}\))?!?:",
    r"(?:fix(?:e[sd])?|add(?:s|ed)?|bump(?:s|ed)?|remove[sd]?|update[sd]?|improve[sd]?|allow(?:s|ed)?|supports?)\b",
    r"(?:introduce[sd]?|ensure[sd]?|prevent(?:s|ed)?|avoid(?:s|ed)?|make sure|implement(?:s|ed)?|change[sd]?)\b",
    r"(?:deprecate[sd]?|handle[sd]?|refactor|document|verify|check (?:that|if|whether))\b",
    r"(?:how|what) (?:do|can(?! it be\b)|to|should|would|does|is|are)\b(?![^?]*\bwhy\b)|is (?:there|it)\b|are there\b",
    r"(?:can|could|should|would|will|may) (?:i|we|you|this|it|karpenter|the)\b",
    r"do(?:es)? (?:anyone|anybody|eks|aws|it|this|karpenter|you|we)\b",
    r"(?:if|when|once|whenever|unless) you\b|in case\b|to (?:fix|avoid|prevent|solve|reproduce|use|enable|make)\b",
    r"this (?:pr|pull request|change|patch|commit|release|page|section|guide|rule|alert|setting|option|flag|field)\b",
    r"(?:expected|desired) (?:behaviou?r|result)|(?:we|i|it|you) (?:should|would|could|want|need)\b",
    r"please (?:add|support|allow)|note\b|warning:|tip\b|important:|without |for (?:example|more)",
    r"(?:use|set|run|see|create|install|deploy|configure|specify) ",
)
_ANY_WORDS = (
    r"would be (?:nice|great|good|useful|helpful)|feature request|it is (?:possible|recommended)",
    r"(?:was|is|been|got|now|finally) (?:fixed|resolved|solved)",
    r"works? (?:fine |well |again |as expected )?(?:now|again)\b",
    r"no (?:issues?|problems?|errors?) (?:so far|now|anymore)|should (?:not be|now|be) |must (?:not |be )",
    r"so that|in order to|prevents?|is (?:designed|intended|expected) to|works by design",
    r"(?:may|might|can|could|will|would) (?:not )?(?:be stuck|get stuck|remain|stay|hang|take|become|happen|fail)\b",
    r"(?:may|might|can|could|will|would) (?:cause|end up)\b|your|wish|propos\w+|roadmap",
    r"no (?:more|longer) (?:hangs?|fails?|crash\w*|stuck)",
)
_OTHER = re.compile(
    rf"^\W*(?:{'|'.join(_FIRST_WORDS)})|\b(?:{'|'.join(_ANY_WORDS)})\b|as an? \w+(?: \w+){{0,3}}, i (?:want|would)",
    re.IGNORECASE,
)
# A sentence that says that all is well, and has no word of trouble.
_SETTLED = re.compile(
    r"\b(?:by design|as (?:planned|expected|intended|designed|wanted)|(?:fast|good|long) enough|gracefully|"
    r"without (?:any )?(?:problems?|issues?|errors?|trouble)|works? (?:well|fine|great|perfectly)|"
    r"(?:is|are) (?:fine|ok(?:ay)?|intended|wanted))\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:not|no|never|nothing|cannot|\w+n['\u2019]t|but|however|yet|although|though|fail\w*|crash\w*|stuck|hangs?|errors?|"
    r"wrong|missing|instead|unable|still|except|out of|oom\w*|killed|lost|slow\w*|die[sd]?)\b",
    re.IGNORECASE,
)
# The reader, and the writer, in a text; an article speaks to its reader several times.
_READER, _MANY = re.compile(r"\byou(?:r|['\u2019]re|['\u2019]ll)?\b", re.IGNORECASE), 3
_WRITER = re.compile(r"\b(?:I|I['\u2019](?:m|ve|d)|i['\u2019]?m|my|we|our|us|me)\b(?!-)")
# A paste about something else than a failure, as a whole.
_HEADINGS = (
    r"change ?log|release notes|what['\u2019]?s (?:changed|new)|unreleased|\[?v?\d+\.\d+\.\d+\]? ?[-(] ?\d{4}",
    r"breaking changes|full changelog|new contributors|this (?:pr|pull request)\b|what this pr does",
    r"(?:proposal|motivation|non-goals|user stor(?:y|ies)|alternatives considered|why is this needed)\W*$",
    r"tell us about your request\W*$|\[[\w -]{1,30}\] ?\[request\]",
)
_NO_REPORT = re.compile(
    rf"^[^\w\n\[]*(?:{'|'.join(_HEADINGS)})|"
    r"(?<!or )(?<!\[ \] )\bfeature[ _-]request\b|describe the solution you['\u2019]d like|how could \w+ help solve|"
    r"\b(?:fix(?:es|ed)|close[sd]?|resolve[sd]?):? (?:\w+/\w+)?#\d+|what would you like to be added|\bkind/feature\b",
    re.IGNORECASE | re.MULTILINE,
)


def sentences(text: str) -> list[str]:
    """Sentences in which a person reports a failure, in their order.

    Args:
        text: A paste, without what a web page or a terminal adds to its lines.
    """
    if _NO_REPORT.search(text) or _teaches(text):
        return []
    found: list[str] = []
    for paragraph in _paragraphs(text):
        whole = (one for one in map(_whole, _END.split(paragraph)) if one and not _is_other(one))
        found += [part for one in whole for part in _clauses(one)]
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(found))


def _is_other(sentence: str) -> bool:
    """Whether a sentence reports no failure."""
    settled = _SETTLED.search(sentence)
    if settled and not _TROUBLE.search(sentence.replace(settled[0], "")):
        return True
    return _OTHER.search(sentence) is not None


def contrasted(sentence: str) -> tuple[str, ...]:
    """The parts in which a sentence is looked at: first the failure behind a "but", if all is well before it.

    Args:
        sentence: A sentence; it follows as a whole, because a part may lack its subject.
    """
    *before, behind = _CONTRAST.split(sentence)
    is_well = any(map(_WELL.search, before))
    return (behind, sentence) if is_well and len(_LETTERS.findall(behind)) >= _FEWEST else (sentence,)


def _teaches(text: str) -> bool:
    """Whether a text speaks to its reader, as documentation and articles do, and not of its writer."""
    return len(_READER.findall(text)) >= _MANY and not _WRITER.search(text)


def _clauses(sentence: str) -> list[str]:
    """The clauses of a long sentence: words that stand far from each other are about different things."""
    if len(sentence.split()) <= _MANY_WORDS:
        return [sentence]
    return [one.strip() for one in _CLAUSE.split(sentence) if len(_LETTERS.findall(one)) >= _FEWEST]


def _whole(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(_LETTERS.findall(words)) >= _FEWEST and len(words) <= LONGEST else ""


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, whose lines may be broken anywhere; a heading and an item of a list stand for themselves."""
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
    if not _TITLED.match(line) or len(line.split()) > _LONGEST_TITLE or not _TROUBLE.search(line):
        return False
    plain = sum(one.isalnum() or one == " " for one in line)
    return plain >= len(line) * 3 / 4 and len(_LETTERS.findall(line)) > _FEWEST
