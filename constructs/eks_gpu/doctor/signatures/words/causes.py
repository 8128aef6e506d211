"""The causes of a symptom, first the one that a short paste names.

The row orders them by how often they occur. A title with one line below it often has a word of the right one: an
option, a taint, a role. A long paste names many things, so that its words say nothing about the order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Words that most causes have, or that most pastes have.
_ORDINARY = (
    "the not node pod that has for gpu another does group with one name are role without image than cluster "
    "only own aws was type service which ami container eks lack nvidia from instance run set old volume "
    "request file have all vpc take there start other each version config load wait too data read com them "
    "control count before device access key default network their fit use end model worker cuda change "
    "different release kubernetes more job first server address system manage managed amazon mode time "
    "template path user api class hold new select ready ec2 kubelet need missing older small whose region log "
    "off host none out operator same launch cache enable exist auto this after size wrong ask minute they add "
    "program entry keep many error make delete made running install never answer itself free client schedule "
    "scheduled cannot second reach may still while list full because come value true pending process stand "
    "again resource two replace remove know update updated line where empty over write gone provide provider "
    "want used object fail failed check way refuse give nothing several newer outside feature karpenter "
    "autoscaler gpus any into its but can you our when what how get got see seen also just did don had now "
    "then says since both http org io yaml json plus and status state false xlarge kind spec metadata large "
    "driver exporter forward secret head internal mount"
)
# Before the causes in the words of a row, and in another order.
OFTEN = "Most often, in this order: "
NAMED = "In this order, because the paste names the first: "
_CAUSE = re.compile(r"; (?![^()]*\))")
_SENTENCE = re.compile(r"\. (?=[A-Z])")
# Characters of a paste whose words count.
_SHORT = 700
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
# A line that says what is in order.
_WELL = re.compile(
    r"\b(?:works?|working|fine|ok(?:ay)?|correct\w*|already|checked|verified|looks? good|"
    r"is (?:set|open|attached|there)|healthy|tried|enough|no (?:errors?|problems?)|not the)\b",
    re.IGNORECASE,
)
# Letters of a word that are compared, so that a toleration is one that tolerates.
_STEM = 6
_NO_WORDS = frozenset(one.removesuffix("s")[:_STEM] for one in _ORDINARY.split())


def named_first(means: str, symptom: str, texts: Iterable[str]) -> str:
    """The words of a row, first the cause that the pastes name in addition to the symptom.

    Args:
        means: The words of a row or branch.
        symptom: The patterns of the row and of its branch, whose own words tell no cause.
        texts: The whole pastes.
    """
    before, often, causes = means.partition(OFTEN)
    rest = "\n".join(texts)
    if not often or len(rest) > _SHORT:
        return means
    *found, last = _CAUSE.split(causes)
    last, *more = _SENTENCE.split(last, maxsplit=1)
    found.append(last)
    pattern = symptom.lower()
    stems = {stem for one in rest.split("\n") if not _WELL.search(one) for stem in _stems(one)}
    said = {one for one in stems if one not in pattern}
    of_each = [_stems(one) for one in found]
    hits = [sum(stem in said and sum(stem in one for one in of_each) == 1 for stem in own) for own in of_each]
    best = max(range(len(found)), key=hits.__getitem__)
    if not best or hits.count(hits[best]) > 1:
        return means
    return f"{before}{NAMED}{'; '.join([found.pop(best), *found])}{''.join(f'. {one}' for one in more)}"


def _stems(text: str) -> frozenset[str]:
    words = _WORDS.findall(_HUMP.sub(" ", text.replace("_", " ")))
    return frozenset(one.lower().removesuffix("s")[:_STEM] for one in words) - _NO_WORDS
