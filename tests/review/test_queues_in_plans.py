"""Plans that touch Kueue: what follows for work that runs and work that waits."""

from __future__ import annotations

import pytest

from eks_gpu.design.charts import kueue as releases
from eks_gpu.design.queueing.queueing import CHART
from eks_gpu.review.releases import queues
from tests.review.recorded import made_up, resource, reviewed


def means(kind: str, name: str, actions: list[str]) -> str:
    before = {"name": name, "version": "0.0.0-h1", "namespace": "kueue-system"}
    change = {"before": before, "after": None if actions == ["delete"] else {**before, "version": "0.0.0-h2"}}
    found = reviewed(made_up(resource(kind, name, actions, **change)))
    return " ".join(sentence for section in found.sections for sentence in section.means)


def test_names_are_those_of_the_releases() -> None:
    assert (queues.OBJECTS, queues.LOCAL_QUEUES) == (releases.OBJECTS, releases.LOCAL_QUEUES)
    assert queues.CHART == CHART


@pytest.mark.parametrize(
    ("name", "actions", "says"),
    [
        ("kueue-objects", ["update"], "counts as borrowed"),
        ("kueue-local-queues", ["update"], "Waiting work is judged again"),
        ("kueue-local-queues", ["delete"], "stays suspended"),
        ("kueue", ["update"], "Admitted work runs on"),
        ("kueue", ["delete"], "Suspended jobs never start"),
    ],
)
def test_a_release_of_queues_says_what_happens_to_work(name: str, actions: list[str], says: str) -> None:
    assert says in means("helm_release", name, actions)


def test_a_quota_that_goes_limits_nothing_any_more() -> None:
    assert "ends now" in means("kubernetes_resource_quota_v1", "gpu", ["delete"])


@pytest.mark.parametrize(("name", "actions"), [("monitoring", ["update"]), ("kueue-objects", ["create"])])
def test_other_releases_say_nothing_of_queues(name: str, actions: list[str]) -> None:
    assert "Waiting work" not in means("helm_release", name, actions)
