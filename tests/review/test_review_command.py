"""The command itself: what is printed where, and with which exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eks_gpu.cli.review import LIMITS, Options, run
from tests.review.recorded import PLANS, document
from tests.synthesized import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

DISK, LABEL, NOTHING = (PLANS / f"{name}.json" for name in ("disk", "label", "nothing-cluster"))


def ask(*files: Path, **options: object) -> int:
    return run(files, Options(**options))  # type: ignore[arg-type] # as they are named


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("nothing-cluster", None),
        ("label", "change"),
        ("taint", "interrupt"),
        ("disk", "interrupt"),
        ("kubernetes", "interrupt"),
        ("instance-type", "replace"),
        ("group-removed", "destroy"),
        ("cluster-replaced", "lose"),
    ],
)
def test_each_limit_stops_at_itself_and_at_all_that_is_worse(name: str, first: str | None) -> None:
    """In the order in which they are listed."""
    order = list(LIMITS)
    assert order == ["change", "interrupt", "replace", "destroy", "lose"]

    codes = [ask(PLANS / f"{name}.json", fail_on=limit) for limit in order]
    reached = order.index(first) + 1 if first else 0
    assert codes == [1] * reached + [0] * (len(order) - reached)
    assert ask(PLANS / f"{name}.json") == 0


def test_the_reason_to_stop_is_printed_separately(capsys: pytest.CaptureFixture[str]) -> None:
    """A page that goes into a file or a comment stays a page."""
    assert ask(DISK, form="markdown", fail_on="interrupt") == 1

    printed = capsys.readouterr()
    assert printed.out.startswith("<!-- eks-gpu review -->")
    assert printed.err == "eks-gpu review: --fail-on interrupt: the plan reaches interrupt\n"


def test_stacks_that_cannot_be_applied_or_judged_stop_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(PLANS / "errored.json") == 1
    assert "ended with an error" in capsys.readouterr().err
    assert ask(PLANS / "target.json") == 0
    assert ask(PLANS / "target.json", fail_on="lose") == 1
    assert "a plan is incomplete" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [{"fail_on": "rolled"}, {"against": (PLANS,)}, {"prices": PLANS}, {"declaration": PLANS}]
)
def test_an_unreadable_plan_exits_with_2(wrong: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(DISK, **wrong) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert printed.err


def test_the_plan_that_was_reviewed_is_the_plan_that_is_applied(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(DISK, against=(DISK,)) == 0
    assert "This plan does not differ from the earlier one." in capsys.readouterr().out
    # A smaller change than the reviewed one is not worse.
    assert ask(NOTHING, against=(DISK,)) == 0
    assert "This plan adds nothing to the earlier one: 3 no longer in it." in " ".join(capsys.readouterr().out.split())
    assert ask(DISK, against=(NOTHING,)) == 1
    assert "This plan does more than the reviewed one: 3 new." in " ".join(capsys.readouterr().out.split())


def test_other_values_are_more_than_was_reviewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A maximum of 80 where 8 was read: the same resource, the same action."""
    raised = PLANS / "max-raised.json"
    higher = document("max-raised")
    for change in higher["resource_changes"]:
        if change["change"]["actions"] == ["update"]:
            change["change"]["after"]["scaling_config"][0] |= {"max_size": 80, "desired_size": 3}
    path = tmp_path / "higher.json"
    path.write_text(json.dumps(higher), encoding="utf-8")

    assert ask(path, against=(raised,), form="json") == 1
    (other,) = json.loads(capsys.readouterr().out)["against"]["other"]
    # The desired size is the autoscaler's, and differs from one plan to the next.
    assert [(field["path"], field["before"], field["after"]) for field in other["fields"]] == [
        ("scaling_config.max_size", "8", "80")
    ]


def test_a_worse_fate_is_more_than_was_reviewed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(PLANS / "instance-type.json", against=(PLANS / "max-raised.json",)) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "earlier plan: changed in place; this plan: replaced, new one first" in printed
    assert ask(PLANS / "old-group-first.json", against=(PLANS / "instance-type.json",)) == 1


PRICES = """
on_demand: {p5.48xlarge: 50, g5.xlarge: 1, m7i.large: 0.1}
spot: {g5.xlarge: 0.4}
resources: {aws_eks_cluster: 0.1}
"""


def test_the_costs_at_rest_and_at_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES, encoding="utf-8")

    assert ask(PLANS / "max-raised.json", prices=prices, form="json") == 0
    cost = json.loads(capsys.readouterr().out)["cost"]
    rows = {row["name"]: (row["before"], row["after"]) for row in cost["rows"]}
    assert rows["training"] == ({"rest": 0, "most": 200}, {"rest": 0, "most": 400})
    assert rows["inference"][0] == pytest.approx({"rest": 0, "most": 2.4})
    assert rows["system nodes"][0] == pytest.approx({"rest": 0.2, "most": 0.4})
    assert cost["an_hour"]["after"] == pytest.approx({"rest": 0.3, "most": 402.9})
    ask(PLANS / "max-raised.json", prices=prices)
    assert "148,117 → 294,117" in capsys.readouterr().out


def test_a_type_without_a_price_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text('{"on_demand": {"g5.xlarge": 1}}', encoding="utf-8")

    ask(DISK, prices=prices)
    printed = " ".join(capsys.readouterr().out.split())
    assert "There is no price for m7i.large, p5.48xlarge: the sums do not include them." in printed
    # Spot without a price of its own: the on-demand price is the most that it can be.
    assert "inference 0.000 6.000" in printed


def test_all_mistakes_in_prices_are_reported_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(
        "on_demnd: {}\ncurrency: dollars\nspot: {g5.xlarge: -1, g5.2xlarge: yes}\nresources: 3", encoding="utf-8"
    )

    assert ask(DISK, prices=prices) == 2
    printed = capsys.readouterr().err
    for part in (
        "did you mean 'on_demand'?",
        "'dollars' is not a three-letter currency",
        "spot.g5.xlarge: -1",
        "resources: must be a mapping",
    ):
        assert part in printed


def test_findings_of_the_checks_are_next_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "quickstart.yaml"
    (quickstart,) = (path for path in EXAMPLES if path.stem == "quickstart")
    file.write_text(f"{quickstart.read_text(encoding='utf-8')}    memory: 15Gi\n", encoding="utf-8")

    assert ask(DISK, declaration=file) == 0
    assert "error [workload-stays-pending]" in capsys.readouterr().out
    for form in ("markdown", "html", "json"):
        ask(DISK, declaration=file, form=form)
        assert "workload-stays-pending" in capsys.readouterr().out


def test_text_is_80_columns_but_for_what_cannot_be_broken(capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted(PLANS.glob("*.json")):
        ask(path)
        for line in capsys.readouterr().out.splitlines():
            assert len(line) <= 80 or len(line.split()[-1]) > 40 or "nodegroup" in line, line
