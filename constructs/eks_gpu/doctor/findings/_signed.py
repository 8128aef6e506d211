"""Findings of signatures: lines of texts, and messages of objects that still fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.doctor import findings, signatures
from eks_gpu.doctor.finding import Stage, error, warning
from eks_gpu.doctor.findings._clocks import is_earlier
from eks_gpu.doctor.findings._failures import about_of, failures
from eks_gpu.doctor.findings._over import is_over
from eks_gpu.doctor.findings.account._launches import failures as launches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.signatures import Match, Signature
    from eks_gpu.doctor.situation.whole import Situation

# Programs that write about many objects: an earlier line is not the cause of a later one.
_OF_MANY = {"autoscaler", "karpenter", "kueue", "scheduling", signatures.SETTINGS}
# Areas whose objects the answers about pods and nodes describe better than a line does.
_OF_OBJECTS = {"pods", "nodes", "devices", "images", "unknown", "derived"}
# Ranks of rows: a symptom that is known, and a form.
_SYMPTOM, _FORM = 1, 2


@dataclass(frozen=True, slots=True)
class Signed:
    """A place where a signature fits.

    Attributes:
        match: The place.
        where: The object or the text, as messages name it.
        about: Name of the object; empty for a text.
    """

    match: Match
    where: str
    about: str = ""

    @property
    def signature(self) -> Signature:
        """The row of the table."""
        return self.match.signature


@cache
def stages() -> Mapping[str, Stage]:
    """The stage of every rule and of every signature, by its id."""
    return {**findings.stages(), **{one.id: Stage[one.where.upper()] for one in signatures.signatures()}}


def signed(situation: Situation, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """A finding for each signature that fits and that no rule explains better.

    Args:
        situation: The cluster.
        found: Findings of the rules.
    """
    places = [place for place in _places(situation) if not _is_covered(place, found)]
    # No pod and no node fails: the line is about something that is over, or does no harm.
    calm = situation.seen.knows("Pod") and bool(situation.seen.pods) and not any(failures(situation))
    weights = (place.signature.weight for place in places if not place.signature.is_peer or place.signature.rank)
    best = min(weights, default=_SYMPTOM)
    findings = []
    for number, place in enumerate(places, 1):
        row = place.signature
        is_past = calm and not place.about and place.match.is_log
        is_guess = _is_form(row)
        match = place.match.branched(situation.seen.beside)
        if is_past and (is_guess or row.is_mild):
            continue
        # A form is an error unless a cause is named, a line that only looks bad unless anything better is.
        is_beside = best < (_SYMPTOM if row.weight == _FORM else min(row.weight, _FORM + 1))
        tell = warning if row.is_mild or is_past or (is_guess and is_beside) else error
        findings.append(
            replace(
                tell(row.id, place.where, match.means, match.next, seen=(match.line,)),
                about=place.about,
                at=number,
            )
        )
    return tuple(findings)


def follows(found: Iterable[Finding], symptoms: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Ids of the findings that explain others, by the id of the explained one.

    Signatures explain rules that report a symptom, and everything explains signatures that repeat one.

    Args:
        found: Findings of rules and of signatures.
        symptoms: Ids of rules that report a symptom.
    """
    every = list(found)
    known = {one.id: row for one in every if (row := signatures.by_id().get(one.id))}
    rules = frozenset(one.id for one in every if one.id not in known)
    stages = findings.stages()
    early = frozenset(name for name in rules if stages[name] < Stage.NODE)
    explained = {name: _explaining(known, name, early=name in early) for name in symptoms}
    for name, row in known.items():
        if row.weight == _FORM:
            explained[name] = _better(known, row) | early
        else:
            explained[name] = _better(known, row) | (rules if row.is_symptom else frozenset())
        if row.is_peer:
            # Another peer explains this one only if the row says so.
            others = peers(every) - set(row.after)
            explained[name] = (explained[name] | _ends(known, row) | (rules - set(symptoms))) - others
        elif row.rank:
            explained[name] -= {peer for peer in peers(every) if name in _ends(known, known[peer])}
    for one in every:
        explained[one.id] = explained.get(one.id, frozenset()) | _settings(known, one)
    lines = {one.id: one.seen[0] for one in every if one.seen}
    for peer in peers(every) & set(lines):
        # Whatever ended long after the connection was lost did not close it.
        over = {name for name in explained[peer] & set(lines) if is_earlier(lines[peer], lines[name], clearly=True)}
        explained[peer] -= over
        for name in over & set(explained):
            explained[name] |= {peer}
    return explained


def peers(found: Iterable[Finding]) -> frozenset[str]:
    """Ids of the findings that only say that another process of the job does not answer.

    Args:
        found: Findings of rules and of signatures.
    """
    return frozenset(one.id for one in found if (row := signatures.by_id().get(one.id)) and row.is_peer)


def worded(found: Iterable[Finding]) -> frozenset[str]:
    """Ids of errors in which a program says why it, or its job, does not go on.

    Args:
        found: Findings of rules and of signatures.
    """
    rows = ((one, signatures.by_id().get(one.id)) for one in found if one.severity == "error" and not is_guess(one))
    return frozenset(row.id for one, row in rows if row and row.where == "pod" and not row.is_echo and not one.about)


def _ends(known: Mapping[str, Signature], peer: Signature) -> frozenset[str]:
    """Rows that say how a process ended, wherever they stand: the logs of a job's pods are pasted in any order."""
    rows = (row for row in known.values() if not (row.is_peer or row.is_echo or row.is_mild) and row.weight <= _FORM)
    return frozenset(row.id for row in rows if not (row.is_symptom and row.is_derived) and peer.id not in row.after)


def _explaining(known: Mapping[str, Signature], name: str, *, early: bool) -> frozenset[str]:
    """Signatures that explain a rule: up to the start of a node, only those that name a cause."""
    most = 0 if early else _FORM
    causes = (row for row in known.values() if row.weight <= most and row.weight != _SYMPTOM)
    return frozenset(row.id for row in causes if name not in row.after)


def _better(known: Mapping[str, Signature], row: Signature) -> frozenset[str]:
    """Signatures that say more than a row: those of a lower rank, and forms that name an error before symptoms."""
    found = {other.id for other in known.values() if other.weight < row.weight}
    errors = {one.id for one in known.values() if one.rank == _FORM and not one.is_symptom}
    if row.weight == _SYMPTOM:
        found = (found | errors) - {one.id for one in known.values() if row.id in one.after}
    if row.weight == _FORM:
        found = found | errors if row.is_symptom else {name for name in found if not known[name].weight}
    return frozenset((found | set(row.after)) - {row.id})


def _settings(known: Mapping[str, Signature], one: Finding) -> frozenset[str]:
    """Rows that know a setting and the failure that it causes, if that failure is what a finding quotes."""
    rows = (row for row in known.values() if row.area == signatures.SETTINGS and row.id != one.id)
    return frozenset(row.id for row in rows if row.beside and any(map(row.beside.search, one.seen)))


def in_time(situation: Situation, found: Iterable[Finding]) -> dict[str, frozenset[str]]:
    """By the id of a signature, the id of the one that stands before it in the same log."""
    known = {one.id for one in found if one.severity == "error"}
    leaders: dict[int, Match] = {}
    later: dict[str, set[str]] = {}
    for match in sorted(situation.seen.said, key=lambda one: (one.part, one.at)):
        row = match.signature
        if (
            row.is_derived
            or row.id not in known
            or row.is_symptom
            or row.is_mild
            or row.is_peer
            or not match.is_log
            or row.area in _OF_MANY
        ):
            continue
        leader = leaders.setdefault(match.part, match)
        first = leader.signature
        if row.id in {one.signature.id for one in leaders.values()}:
            continue
        # The logs of two pods stand one after the other, whichever is older.
        if is_earlier(match.line, leader.line) and first.id not in later.get(row.id, ()):
            leaders[match.part], row, first = match, first, row
        if row.id not in first.after:
            later.setdefault(row.id, set()).add(first.id)
    return {name: frozenset(causes) for name, causes in later.items()}


def is_guess(one: Finding) -> bool:
    """Whether a finding only quotes that something failed: a failing pod says more."""
    row = signatures.by_id().get(one.id)
    return row is not None and row.weight > _FORM


def is_quote(one: Finding) -> bool:
    """Whether a finding is about a message that no row knows, or that only says that something failed."""
    row = signatures.by_id().get(one.id)
    return row is not None and (row.area == signatures.LAST or row.is_echo)


def is_in_words(one: Finding) -> bool:
    """Whether a finding is about a symptom that a person describes, and no program reports."""
    row = signatures.by_id().get(one.id)
    return row is not None and row.area == signatures.PROSE


def causes(one: Finding) -> frozenset[str]:
    """Ids of the findings that explain a row, as the row itself names them."""
    row = signatures.by_id().get(one.id)
    return frozenset(row.after if row else ())


def _is_form(row: Signature) -> bool:
    """Whether a row knows the form of a message only, or that something failed."""
    return row.weight >= _FORM


def _places(situation: Situation) -> Iterator[Signed]:
    """The first place of each signature: in objects, which are better known, then in texts."""
    found: dict[str, Signed] = {}
    over = {" ".join(event.message.split()) for event in situation.seen.events if is_over(situation, event)}
    for where, about, text in _messages(situation):
        for row in (one for one in [signatures.first(text)] if one):
            match = row.place_in(text)
            if match:
                found.setdefault(row.id, Signed(match, where, about))
    for match in sorted(_by_line(situation, over), key=lambda one: (one.part, one.at)):
        found.setdefault(match.signature.id, Signed(match, f"log {match.file}" if match.is_log else match.file))
    yield from found.values()


def _by_line(situation: Situation, over: Iterable[str]) -> Iterator[Match]:
    """The first row of the table for each line, a cause before a symptom; none for a line about something over."""
    messages = [message for message in over if message]
    taken: set[tuple[int, str | int]] = set()
    said = {match.signature.id for match in situation.seen.said}
    for match in sorted(situation.seen.said, key=lambda one: one.signature.order):
        # Objects are known by name, so a line that only says that one of them fails adds nothing; a scheduler's line
        # names a reason, and a line about another process of a job is about no object.
        row = match.signature
        if row.is_symptom and not match.is_log and row.area in _OF_OBJECTS and not row.is_peer:
            continue
        # A traceback whose exception another row knows, and quotes from an earlier place, is not an error of its own.
        known = signatures.first(f"{match.line}\n{match.means}") if row.is_derived else None
        if known and known.is_peer and known.id in said:
            continue
        line = " ".join(match.line.split())
        places: set[tuple[int, str | int]] = {(match.part, line), (match.part, match.begin)}
        if not places & taken and not any(message in line for message in messages):
            taken |= places
            yield match


def _messages(situation: Situation) -> Iterator[tuple[str, str, str]]:
    """Messages of objects that fail now: where, name of the object, text."""
    for failure in failures(situation):
        for text in failure.texts:
            yield failure.where, failure.name, text
    for event in situation.seen.events:
        if not is_over(situation, event):
            yield about_of(event), event.about.name, f"{event.reason}: {event.message}"
    for launch in launches(situation):
        yield f"Auto Scaling group {launch.group}", "", launch.text
    for group in situation.seen.node_groups:
        for issue in group.health.issues:
            yield f"node group {group.name}", group.name, f"{issue.code}: {issue.message}"


def _is_covered(place: Signed, found: Iterable[Finding]) -> bool:
    """Whether a rule reports the same, with more knowledge of the cluster."""
    row = place.signature
    return any(one.id in row.covers and _says_so(row, place.about, one) for one in found)


def _says_so(row: Signature, about: str, one: Finding) -> bool:
    """Whether a finding is about the same line, or the same object."""
    if any(row.found_in(text) for text in (*one.seen, one.message)) or (about and about in one.where):
        return True
    return not one.seen and one.id not in findings.symptoms()
