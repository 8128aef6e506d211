"""The review of a plan, as JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from eks_gpu.printable import as_json as json_text

if TYPE_CHECKING:
    from eks_gpu.report.review.words import Page
    from eks_gpu.review.bill import Bill
    from eks_gpu.review.compare import Comparison, Difference
    from eks_gpu.review.entries import Entry
    from eks_gpu.review.values import Field


def as_json(page: Page) -> str:
    """Everything in one object; keys may be added, but are never removed. It contains no sensitive values."""
    review = page.review
    document = {
        "verdict": review.verdict,
        "level": review.level.name.lower(),
        "clusters": review.clusters,
        "plans": [
            {"file": plan.file, "errored": plan.errored, "complete": plan.complete, "actions": plan.invoked}
            for plan in review.plans
        ],
        "tally": dataclasses.asdict(review.tally),
        "doubts": review.doubts,
        "refused": review.refusals,
        "parts": [
            {
                "part": section.part.room.name.lower(),
                "cluster": section.part.cluster,
                "name": section.part.name,
                "level": section.level.name.lower(),
                "means": section.means,
                "changes": [_entry(entry) for entry in section.entries],
            }
            for section in review.sections
        ],
        "node_groups": [dataclasses.asdict(group) for group in review.groups],
        "cost": _bill(review.bill) if review.bill else None,
        "deferred": [_entry(entry) for entry in review.deferred],
        "drift": [_entry(entry) for entry in review.drift],
        "checks": review.checks,
        "outputs": [_field(field) for field in review.outputs],
        "against": _comparison(page.comparison) if page.comparison else None,
        "problems": [
            {
                "id": problem.id,
                "severity": problem.severity,
                "where": problem.where,
                "message": problem.message,
                "fix": problem.fix,
                "file": problem.file,
                "line": problem.position.line if problem.position else None,
            }
            for problem in page.problems or ()
        ],
    }
    return f"{json_text(document)}\n"


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "type": entry.kind,
        "fate": entry.fate.value,
        "level": entry.level.name.lower(),
        "addresses": [change.address for change in entry.changes],
        "fields": [_field(field) for field in entry.fields],
        "notes": entry.notes,
    }


def _field(field: Field) -> dict[str, Any]:
    return {"path": field.path, "before": field.before, "after": field.after, "forces_replacement": field.forces}


def _bill(bill: Bill) -> dict[str, Any]:
    rows = [dataclasses.asdict(row) for row in bill.rows]
    totals = {side: dataclasses.asdict(getattr(bill, side)) for side in ("before", "after")}
    document = {"currency": bill.currency, "prices": bill.origin, "rows": rows, "an_hour": totals}
    return {**document, "without_price": bill.unpriced}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "worse": comparison.worse,
        "earlier_level": comparison.earlier.name.lower(),
        **{
            name: [_difference(difference) for difference in getattr(comparison, name)]
            for name in ("new", "other", "gone")
        },
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "address": one.change.address,
        "was": one.was.value,
        "now": one.now.value,
        "worse": one.worse,
        "fields": [_field(field) for field in one.fields],
    }
