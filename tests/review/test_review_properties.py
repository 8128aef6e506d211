"""Whatever has the shape of a plan: no crash, nothing lost, nothing secret shown, and pages that are well-formed."""

from __future__ import annotations

import io
import json
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eks_gpu.report.review.html import as_html
from eks_gpu.report.review.machine import as_json
from eks_gpu.report.review.markdown import LIMIT, as_markdown
from eks_gpu.report.review.text import as_text
from eks_gpu.report.review.words import Page
from eks_gpu.review import Fate, Plan, parse, plan, read_stream, review
from eks_gpu.review.compare import compare
from eks_gpu.review.outcome import Lean
from tests.effort import examples
from tests.review.recorded import NAMES, Document, made_up, resource, reviewed, text

FORMS = (as_text, as_markdown, as_html, as_json)
NOTHING: tuple[list[str], ...] = ([], ["no-op"], ["read"])
ACTIONS = st.sampled_from(
    [
        ["no-op"],
        ["create"],
        ["read"],
        ["update"],
        ["delete"],
        ["delete", "create"],
        ["create", "delete"],
        ["forget"],
        ["create", "forget"],
        ["what", "is", "this"],
    ]
)
KINDS = st.sampled_from(
    [
        "aws_eks_node_group",
        "aws_eks_cluster",
        "aws_launch_template",
        "aws_autoscaling_group_tag",
        "aws_subnet",
        "aws_iam_role_policy",
        "aws_eks_addon",
        "kubernetes_job_v1",
        "kubernetes_deployment_v1",
        "kubernetes_namespace_v1",
        "aws_sqs_queue",
    ]
)
KEYS = st.sampled_from(
    [
        "instance_types",
        "scaling_config",
        "min_size",
        "max_size",
        "desired_size",
        "labels",
        "eks-gpu.io/group",
        "taint",
        "version",
        "tags",
        "tags_all",
        "metadata",
        "namespace",
        "spec",
        "template",
        "name",
        "policy",
        "cluster_name",
        "subnet_ids",
        "update_config",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats() | st.text(max_size=12) | st.just("g5.xlarge")
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=6
)
VALUES = st.none() | st.dictionaries(KEYS, JSON, max_size=4)
NAME = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20) | st.sampled_from(["gpu-a_nodes", "system_nodes"])


@st.composite
def lines(draw: st.DrawFn) -> Document:
    kind, name = draw(KINDS), draw(NAME)
    change = {
        "actions": draw(ACTIONS),
        "before": draw(VALUES),
        "after": draw(VALUES),
        "after_unknown": draw(VALUES | JSON),
        "before_sensitive": draw(JSON),
        "after_sensitive": draw(JSON),
        "replace_paths": draw(st.none() | st.lists(st.lists(KEYS | st.integers(0, 3), max_size=3), max_size=2)),
    }
    line = {"address": f"{kind}.{name}", "type": kind, "name": name, "mode": "managed", "change": change}
    return line | draw(
        st.fixed_dictionaries({}, optional={"action_reason": NAME, "deposed": NAME, "mode": st.just("data")})
    )


PLANS = st.builds(
    made_up,
    st.just({}),
    resource_changes=st.lists(lines(), max_size=3),
    resource_drift=st.lists(lines(), max_size=2),
    deferred_changes=st.lists(st.fixed_dictionaries({"reason": NAME, "resource_change": lines()}), max_size=2),
    output_changes=st.dictionaries(NAME, st.fixed_dictionaries({"actions": ACTIONS, "before": JSON, "after": JSON})),
    checks=JSON,
    complete=st.booleans(),
    errored=st.booleans(),
)
SOME = examples(30)


class Tags(HTMLParser):
    """Every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]
        self.seen[tag] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    return tags


@SOME
@given(PLANS, PLANS)
def test_every_plan_has_its_pages(one: Document, other: Document) -> None:
    now, was = reviewed(one), reviewed(other)
    page = Page(now, compare(now, was))

    for form in FORMS:
        form(page).encode()
    assert len(as_markdown(page)) <= LIMIT
    tags = parsed(as_html(page))
    assert not {"script", "img", "link", "iframe", "a"} & set(tags.seen)
    assert json.loads(as_json(page))["level"] == now.level.name.lower()


@SOME
@given(PLANS)
def test_everything_that_changes_is_there_once(one: Document) -> None:
    whole = [
        line
        for line in one["resource_changes"]
        if line["mode"] == "managed" and line["change"]["actions"] not in NOTHING
    ]
    found = reviewed(one)

    names = Counter(change.name for change in found.changes)
    assert sum(names.values()) == len(whole)
    counted = json.loads(as_json(Page(found)))["parts"]
    addresses = [address for part in counted for entry in part["changes"] for address in entry["addresses"]]
    assert sorted(addresses) == sorted(change.address for change in found.changes)


def lean(content: str) -> Page:
    """The page of a plan whose changes keep only what it needs, as the command reads plans."""
    document = read_stream(io.BytesIO(content.encode()), "plan", each=Lean(0))
    return Page(review([plan(document, "plan-0.json")]))


NEW_GROUP = resource("aws_eks_node_group", "a", ["create"], after={"scaling_config": [None]})


@SOME
@given(PLANS)
@example(made_up(resource_drift=[NEW_GROUP]))
def test_a_plan_that_is_read_change_by_change_has_the_same_page(one: Document) -> None:
    assert as_json(lean(json.dumps(one))) == as_json(Page(reviewed(one)))


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_plan_that_is_read_change_by_change_has_the_same_page(name: str) -> None:
    pages = lean(text(name)), Page(reviewed(name))

    assert as_json(pages[0]) == as_json(pages[1])
    assert as_html(pages[0]) == as_html(pages[1])


@SOME
@given(PLANS)
def test_a_plan_is_not_worse_than_itself(one: Document) -> None:
    comparison = compare(reviewed(one), reviewed(one))

    assert not comparison.worse


def secrets(value: Any, into: list[str]) -> Any:
    """The same shape with a secret in the place of every value."""
    if isinstance(value, dict):
        return {key: secrets(inner, into) for key, inner in value.items()}
    if isinstance(value, list):
        return [secrets(inner, into) for inner in value]
    into.append(f"hush{len(into)}hush")
    return into[-1]


def shadow(value: Any, draw: st.DrawFn) -> Any:
    """Terraform's marks: on a whole value, or on each leaf in it."""
    if isinstance(value, dict) and draw(st.booleans()):
        return {key: shadow(inner, draw) for key, inner in value.items()}
    if isinstance(value, list) and draw(st.booleans()):
        return [shadow(inner, draw) for inner in value]
    return True


@st.composite
def secret_lines(draw: st.DrawFn) -> Document:
    line = draw(lines())
    for side in ("before", "after"):
        values: list[str] = []
        line["change"][side] = secrets(line["change"][side] or {}, values)
        line["change"][f"{side}_sensitive"] = shadow(line["change"][side], draw)
    return line


@SOME
@given(st.lists(secret_lines(), min_size=1, max_size=2), st.lists(secret_lines(), max_size=2))
def test_no_secret_is_shown(ours: list[Document], theirs: list[Document]) -> None:
    outputs = {
        "token": {
            "actions": ["update"],
            "before": "hush",
            "after": "hush!",
            "before_sensitive": True,
            "after_sensitive": True,
        }
    }
    now = reviewed(made_up(*ours, resource_drift=theirs, output_changes=outputs))
    page = Page(now, compare(now, reviewed(made_up(*theirs))))

    assert not [form for form in FORMS if "hush" in form(page)]
    assert "hush" not in repr(now)


def rearranged(value: Any, draw: st.DrawFn) -> Any:
    """The same value with its lists in another order and shorter."""
    if isinstance(value, dict):
        return {key: rearranged(inner, draw) for key, inner in value.items()}
    if isinstance(value, list):
        kept = draw(st.permutations(value))[: draw(st.integers(0, len(value)))]
        return [rearranged(inner, draw) for inner in kept]
    return value


@st.composite
def once_secret(draw: st.DrawFn) -> Document:
    """A change of which only one side is marked, as when a value stops or starts to be sensitive."""
    line = draw(lines())
    marked, other = draw(st.permutations(["before", "after"]))
    line["change"][marked] = secrets(draw(st.dictionaries(KEYS, st.lists(JSON, min_size=1), min_size=1)), [])
    line["change"][f"{marked}_sensitive"] = {
        key: [shadow(inner, draw) for inner in value] for key, value in line["change"][marked].items()
    }
    line["change"][other] = secrets(rearranged(line["change"][marked], draw), ["another"])
    line["change"][f"{other}_sensitive"] = {}
    line["change"]["actions"] = ["update"]
    return line


@SOME
@given(once_secret())
def test_a_value_that_either_side_marks_is_not_shown(line: Document) -> None:
    page = Page(reviewed(made_up(line)))

    assert not [form for form in FORMS if "hush" in form(page)]


ENV = [{"name": "A", "value": "plain"}, {"name": "TOKEN", "value": "hush"}]
MARKED_ENV = {"env": [{}, {"value": True}]}


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({"a": "hush"}, {"a": "hush2"}, {"before_sensitive": {"a": True}}),
        ({"a": "hush"}, {"a": "hush2"}, {"after_sensitive": {"a": True}}),
        ({"a": ["hush"]}, {"a": ["x", "hush"]}, {"before_sensitive": {"a": [True]}}),
        ({"env": ENV}, {"env": ENV[::-1]}, {"before_sensitive": MARKED_ENV}),
        ({"env": ENV}, {"env": ENV[1:]}, {"before_sensitive": MARKED_ENV}),
        (
            {"env": ENV[1:]},
            {"env": [*ENV, {"name": "B", "value": "b"}]},
            {"before_sensitive": {"env": [{"value": True}]}},
        ),
        ({"a": {"b": "hush"}}, {"a": "hush"}, {"before_sensitive": {"a": {"b": True}}}),
    ],
)
def test_a_secret_stays_one_when_a_plan_marks_one_side(before: Document, after: Document, marks: Document) -> None:
    line = resource("x", "y", ["update"], before=before, after=after, **marks)
    page = Page(reviewed(made_up(line)))

    assert not [form for form in FORMS if "hush" in form(page)]


def test_a_secret_of_an_earlier_plan_stays_one() -> None:
    marked = {"before_sensitive": {"a": [True]}, "after_sensitive": {"a": [True]}}
    was = reviewed(made_up(resource("x", "y", ["update"], before={"a": ["hush"]}, after={"a": ["hush1"]}, **marked)))
    now = reviewed(made_up(resource("x", "y", ["update"], before={"b": "c"}, after={"a": ["hush2", "d"]})))

    (other,) = compare(now, was).other
    assert [(field.path, field.before, field.after) for field in other.fields] == [
        ("a", "[(sensitive)]", "[(sensitive), (sensitive)]")
    ]


def test_only_marked_values_of_a_list_are_hidden() -> None:
    before, after = ({"env": [{"name": "A", "value": text}, ENV[1]]} for text in ("one", "two"))
    line = resource(
        "x", "y", ["update"], before=before, after=after, before_sensitive=MARKED_ENV, after_sensitive=MARKED_ENV
    )
    (entry,) = (entry for section in reviewed(made_up(line)).sections for entry in section.entries)

    assert [(field.path, field.before, field.after) for field in entry.fields] == [("env[0].value", "one", "two")]


def test_a_secret_that_changes_is_a_change() -> None:
    change = {"actions": ["update"], "before": {"a": "one"}, "after": {"a": "two"}, "before_sensitive": {"a": True}}
    line = {
        "address": "x.y",
        "type": "x",
        "name": "y",
        "mode": "managed",
        "change": change | {"after_sensitive": {"a": True}},
    }
    (entry,) = (entry for section in reviewed(made_up(line)).sections for entry in section.entries)

    assert [(field.path, field.before, field.after) for field in entry.fields] == [("a", "(sensitive)", "(sensitive)")]


def test_nothing_is_markup() -> None:
    name = "<script>alert(1)</script>`|**x** @everyone <!-- ]]>"
    line = {"address": f"x.{name}", "type": name, "name": name, "mode": "managed"}
    values = {"before": {name: name}, "after": {name: f"{name}\n```\n</details>"}}
    page = Page(reviewed(made_up(line | {"change": {"actions": ["delete", "create"]} | values}), "disk"))

    tags = parsed(as_html(page))
    assert not tags.seen["script"]
    assert name in " ".join(tags.text)
    markdown = as_markdown(page)
    # Outside of code nothing of it is left as it is.
    prose = [part for at, part in enumerate(markdown.split("````")) if at % 2 == 0]
    assert not [part for part in prose if "<script>" in part or " @everyone" in part]
    # A value cannot end the block that it is in.
    assert markdown.count("````") == 2
    assert markdown.count("</details>") == markdown.count("<details") + 1


@pytest.mark.slow
def test_a_comment_is_never_too_long() -> None:
    """Every recorded plan at once, each for twenty clusters, is too much for a comment, and it says so."""
    many: list[Plan] = []
    for at in range(20):
        for name in NAMES:
            one = text(name).replace("atlas", f"atlas{at}")
            many.append(plan(parse(one.encode()), f"{name}-{at}.json", len(many)))
    markdown = as_markdown(Page(review(many)))

    assert 30_000 < len(markdown) <= LIMIT
    assert "parts are left out: a comment is limited to 65,536 characters" in markdown
    assert markdown.count("<details") == markdown.count("</details>")
    # The worst change comes first, and exists.
    assert "replaces the cluster" in markdown.lower()


def test_every_address_is_in_markdown_and_html() -> None:
    for name in NAMES:
        page = Page(reviewed(name))
        texts = as_markdown(page), "".join(parsed(as_html(page)).text)
        for change in page.review.changes:
            assert all(change.address in text for text in texts), change.address


def test_each_fate_has_its_mark() -> None:
    from eks_gpu.report.review.words import LEVELS, MARKS  # noqa: PLC0415 - only here
    from eks_gpu.review import Level  # noqa: PLC0415 - as above

    assert set(MARKS) == set(Fate)
    assert set(LEVELS) == set(Level)
