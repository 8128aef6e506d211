"""ClusterConfigs of public examples, each with what matters in the cluster file that is written from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from eks_gpu.declaration import Declaration, check
from eks_gpu.imports import NotImportableError, Result, import_eksctl, result_of
from eks_gpu.spec import load_text

CONFIGS = Path(__file__).parent / "configs"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
TAINT = "eks-gpu adds the taint nvidia.com/gpu=present:NoSchedule"


@dataclass(frozen=True)
class Case:
    """A ClusterConfig.

    Attributes:
        name: Its file.
        lines: Lines of the result.
        notes: Parts of comments about what is missing or changed.
        errors: Rules whose errors the check reports.
    """

    name: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


CASES = (
    Case(
        "kubeflow-spot",
        (
            "network: {zones: [us-east-1a, us-east-1b]}",
            "  - name: g1-gpu-spot-g5-x",
            "    capacity: spot",
            "    zones: [us-east-1a]",
            '    taints: [{key: spotInstance, value: "true", effect: PreferNoSchedule}]',
            "tags: {environment: staging}",
            "  instance_types: [m5a.2xlarge]",
            "  labels: {node-class: worker-node}",
            "  disk_gib: 100",
        ),
        (
            "instancesDistribution.maxPrice",
            "albIngress, cloudWatch",
            "gp2 become gp3",
            "becomes the system nodes",
            TAINT,
        ),
        ("instance-type-unknown",),
    ),
    Case(
        "node-repair",
        (
            'kubernetes_version: "1.36"',
            "    max: 8",
            "    min: 2",
            "system_nodes: {instance_types: [m5.large], min: 3, max: 3}",
        ),
        ("eksctl chooses the version itself", "maxParallelNodesRepairedCount: eks-gpu does not know this field"),
    ),
    Case(
        "reserved-p4de",
        (
            "    efa: true",
            "    disk_gib: 500",
            "    capacity_reservation: {id: cr-0a1b2c3d4e5f60718, zone: us-east-1d}",
            "system_nodes: {instance_types: [c5.2xlarge], min: 1, max: 1}",
        ),
        ("overrideBootstrapCommand: user data may hold secrets", "policy/AmazonS3FullAccess", "instancePrefix"),
    ),
    Case(
        "reserved-p5-vpc",
        (
            "  vpc_id: vpc-0a1b2c3d4e5f60718",
            "  private_subnets: {us-east-2a: subnet-0a1b2c3d4e5f60711, us-east-2b: subnet-0a1b2c3d4e5f60712}",
            "    capacity_reservation: {id: cr-0f1e2d3c4b5a69788, zone: us-east-2b}",
            "    update: {max_unavailable_percentage: 50}",
            "access: {public_cidrs: [203.0.113.0/24], runner: public}",
        ),
    ),
    Case(
        "capacity-block",
        ("    capacity: capacity-block", "    capacity_reservation: {id: cr-0f1e2d3c4b5a69788, zone: us-west-2a}"),
    ),
    Case(
        "efa-two-zones",
        ('    labels: {role: large-model-worker, nvidia.com/gpu: "true"}',),
        (
            "metadata.name: it is a placeholder",
            "metadata.region: it is a placeholder",
            "preBootstrapCommands: user data may hold secrets",
            "the taint nvidia.com/gpu=true:NoSchedule becomes",
        ),
        ("spec-missing",),
    ),
    Case(
        "gpu-on-al2",
        ("    capacity: spot", "    disk_gib: 30", "network: {zones: [eu-west-1a, eu-west-1b]}"),
        ("amiFamily: eks-gpu builds on AL2023 and Bottlerocket only", "ssh: nodes have no SSH"),
        ("spec-range",),
    ),
    Case("bottlerocket-gpu", ("    os: bottlerocket", "    labels: {tier: inference}"), ("bottlerocket.settings",)),
    Case(
        "shared-fsdp",
        ("  - name: g4dn-metal-efa", "    zones: [us-west-2b]", "addons: {vpc-cni: v1.15.3-eksbuild.1}"),
        ("the name 'p4de-24xlarge-efa' becomes 'p4de-24xlarge-ef'", "`service_account`): efs, fsx, cloudWatch"),
        ("efa-vpc-cni",),
    ),
    Case(
        "block-with-ssh",
        ("    capacity: capacity-block", "    max: 8", "    capacity_reservation: {}"),
        ("ssh: nodes have no SSH", "capacityReservationID: it is a placeholder"),
        ("capacity-block", "reservation-choice"),
    ),
    Case(
        "b200-block",
        (
            "    instance_types: [p6-b200.48xlarge]",
            "    min: 1",
            "    capacity_reservation: {id: cr-0b2c3d4e5f6071829, zone: us-west-2b}",
        ),
        (),
        ("capacity-block",),
    ),
    Case(
        "g4dn-vpc",
        ("    efa: true", "system_nodes: {instance_types: [c5.2xlarge], min: 1, max: 1}"),
        (
            "vpc.id: it is a placeholder",
            "vpc.subnets.private.private-one: it is a placeholder",
            "the zone of the subnet 'private-two' is not in the file",
            "overrideBootstrapCommand: user data may hold secrets",
        ),
        ("spec-missing",),
    ),
    Case(
        "filled-in-later",
        ("    instance_types: [p4de.24xlarge]", "    capacity_reservation: {}"),
        ("vpc.id: it is a placeholder", "private.p4de-1c: it is a placeholder", "a self-managed group becomes"),
        ("spec-missing", "reservation-choice"),
    ),
    Case(
        "instance-selector",
        (
            "gpu_node_groups:",
            "    instance_types: [g4dn.xlarge, g5.xlarge, g6.xlarge]",
            "system_nodes: {instance_types: [m5.large], min: 1}",
        ),
        ("instanceSelector: these are the types of the catalogue that it fits", "write the types"),
        ("instance-types-mixed",),
    ),
    Case(
        "efa-next-to-karpenter",
        (
            "    disk_gib: 900",
            "tags: {karpenter.sh/discovery: karpenter-efa}",
            "system_nodes: {instance_types: [c5.xlarge], disk_gib: 900, min: 1, max: 10}",
        ),
        ("its minimum of 0 becomes 1",),
    ),
    Case(
        "group-from-zero",
        (
            "    instance_types: [g6.xlarge, g6.2xlarge]",
            "    capacity: spot",
            "    labels: {lab/gpu: l4}",
            "    max: 2",
        ),
        ("eksctl chooses the version itself", "the taint nvidia.com/gpu=true:NoSchedule becomes"),
    ),
    Case("simple", ("system_nodes: {instance_types: [m5.large], min: 1, max: 1}",), ("availabilityZones",)),
    Case("existing-vpc", ("network:",), ("the file names subnets without their VPC",), ("network-incomplete",)),
    Case(
        "boundary-and-keys",
        ('iam: {permissions_boundary: "arn:aws:iam::111122223333:policy/boundary"}',),
        ("iam.serviceAccounts: permissions of pods belong to workloads",),
    ),
    Case(
        "access-and-addons",
        (
            "upgrade_policy: standard",
            '  admins: ["arn:aws:iam::111122223333:role/admin-role", "arn:aws:iam::111122223333:role/ops"]',
            '  viewers: ["arn:aws:iam::111122223333:role/viewers"]',
            '  teams: [{principals: ["arn:aws:iam::111122223333:user/by-groups"], kubernetes_groups: [group1]}]',
            "addons: {coredns: v1.12.1-eksbuild.2}",
        ),
        (
            "the settings of vpc-cni are not carried over",
            "`storage` with `efs`",
            "'adot'",
        ),
    ),
    Case(
        "private",
        ("network: {zones: [us-west-2a, us-west-2b], nat: none, endpoints: [private]}",),
        ("additionalEndpointServices",),
        ("private-registry",),
    ),
    Case(
        "other-worlds",
        ("network: {zones: [us-east-1a, us-east-1b]}",),
        (
            *("ipFamily: eks-gpu's clusters use IPv4", "Auto Mode", "Karpenter is not carried over", "Fargate"),
            *("AWS Trainium devices", "flyingCarpets: eks-gpu does not know this field"),
        ),
    ),
    Case(
        "anchors",
        ("network: {zones: [us-west-2a, us-west-2b], cidr: 10.60.0.0/16, nat: per-zone}", "  - name: l4", "    max: 4"),
    ),
)


@cache
def imported(name: str) -> Result:
    path = CONFIGS / f"{name}.yaml"
    return result_of(import_eksctl(path.read_text(encoding="utf-8"), str(path)))


@cache
def judged(name: str) -> Declaration:
    return check(load_text(imported(name).text, "imported.yaml"))


def unfolded(text: str) -> str:
    """The text with each comment on one line."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith("#   ") and lines:
            lines[-1] += f" {line.lstrip()[4:]}"
        else:
            lines.append(line)
    return "\n".join(lines)


def test_every_config_has_a_case() -> None:
    assert sorted(case.name for case in CASES) == NAMES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_result_has_these_lines(case: Case) -> None:
    text = unfolded(imported(case.name).text)

    assert [line for line in case.lines if line not in text.splitlines()] == []
    comments = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    assert [note for note in case.notes if note not in comments] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_check_passes_or_names_the_fault_of_the_original(case: Case) -> None:
    errors = {problem.id for problem in judged(case.name).problems if problem.severity == "error"}

    assert errors == set(case.errors)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_was_left_out_is_silent(name: str) -> None:
    result = imported(name)
    text = unfolded(result.text)

    assert text.count("# not carried over: ") == len(result.left)
    assert text.count("# changed: ") == len(result.changed)
    assert all(note.reason in text for note in result.notes)


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_reaches_the_result(name: str) -> None:
    result = imported(name)

    assert "verysecret" not in result.text
    assert not any("verysecret" in line for line in result.summary)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_import_has_the_same_bytes(name: str) -> None:
    text = (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8")

    assert result_of(import_eksctl(text, f"/elsewhere/{name}.yaml")).text == imported(name).text


@pytest.mark.parametrize("name", NAMES)
def test_no_value_is_a_default(name: str) -> None:
    """Short files are the point: what the file means without a key is not written."""
    spec = judged(name).loaded
    assert spec is not None
    if spec.spec is None or spec.problems:
        return
    written = result_keys(imported(name).values)
    dumped = spec.spec.model_dump(mode="json", exclude_defaults=True)

    assert written <= result_keys(dumped) | {("gpu_node_groups",), ("network",), ("system_nodes",)}


def result_keys(values: object) -> set[tuple[str, ...]]:
    return {(key,) for key in values} if isinstance(values, dict) else set()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this is not a ClusterConfig of eksctl"),
        ("- 1\n", "this is not a ClusterConfig of eksctl"),
        ("apiVersion: v1\nkind: Pod\n", "it has `apiVersion: v1` and `kind: Pod`"),
        ("name: x\nkubernetes_version: '1.35'\n", "a cluster file of eks-gpu already"),
        ('{"format_version": "1.2"}', "eks-gpu import plan FILE"),
        ("a: [\n", "this is not valid YAML"),
        ("a: 1\na: 2\n", "is written twice"),
        ("a: &a {<<: *a}\n", "aliases expand"),
        ("[" * 3000, "nested too deeply"),
        ("x: " + "1" * 5000, "a number is too long"),
        ("a: !!python/object:os.system {}\n", "this is not a ClusterConfig"),
        ("#" * 500_001, "more than 500,000 characters"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_something_else_gives_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotImportableError) as raised:
        import_eksctl(text, "given.yaml")

    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


HEAD = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
MINIMAL = f"{HEAD}metadata: {{name: x, region: us-west-2, version: '1.35'}}\n"


@pytest.mark.slow
def test_billions_of_values_behind_aliases_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{one}: &{one} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, one in zip("abcdefgh", "bcdefghi", strict=True)
    )

    with pytest.raises(NotImportableError, match="aliases expand"):
        import_eksctl(HEAD + bomb, "bomb.yaml")


@pytest.mark.slow
def test_more_groups_than_any_cluster_has_are_refused() -> None:
    groups = "".join(f"  - {{name: g{number}}}\n" for number in range(1001))

    with pytest.raises(NotImportableError, match="1,001 node groups"):
        import_eksctl(f"{MINIMAL}managedNodeGroups:\n{groups}", "many.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["1", "text", "[1, 2]", "{a: {b: {c: 1}}}", "null", "true", "[[]]", "[null]", "[{}]"])
def test_values_of_any_shape_are_carried_over_or_noted(wrong: str) -> None:
    """Every key that the tables know, with a value that eksctl would refuse."""
    from eks_gpu.imports.eksctl.cluster import TABLE  # noqa: PLC0415 - only here
    from eks_gpu.imports.eksctl.groups import TABLE as GROUPS  # noqa: PLC0415 - only here

    for path in TABLE:
        if path not in {"apiVersion", "kind", "metadata.name"}:
            text = HEAD + nested(path, wrong)
            assert result_of(import_eksctl(text, "x.yaml")).text
    for path in GROUPS:
        text = f"{MINIMAL}managedNodeGroups:\n  - " + nested(path, wrong).replace("\n", "\n    ").rstrip() + "\n"
        assert result_of(import_eksctl(text, "x.yaml")).text


def nested(path: str, value: str) -> str:
    keys = path.split(".")
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    return "\n".join(lines) + f" {value}\n"


def test_an_existing_cluster_keeps_its_control_plane_and_all_groups() -> None:
    text = (CONFIGS / "anchors.yaml").read_text(encoding="utf-8")
    result = result_of(import_eksctl(text, "anchors.yaml"), existing=True)

    assert list(result.values) == [
        "name",
        "region",
        "kubernetes_version",
        "existing_cluster",
        "gpu_node_groups",
        "node_groups",
    ]
    assert [note.source for note in result.left] == ["network"]
    assert any("because it is in use" in note.reason for note in result.changed)


def test_names_that_become_the_same_stay_apart() -> None:
    groups = "".join(
        f"  - {{name: {name}, instanceType: g5.xlarge, minSize: 0, maxSize: 1}}\n"
        for name in (
            "a-very-long-name-for-a-group-1",
            "a-very-long-name-for-a-group-2",
            "system",
            "Gpu_1",
            "gpu-1",
            "'1'",
        )
    )
    result = result_of(import_eksctl(f"{MINIMAL}managedNodeGroups:\n{groups}", "x.yaml"))
    found = result.values["gpu_node_groups"]

    assert isinstance(found, list)
    assert [one["name"] for one in found] == [
        "a-very-long-name",
        "a-very-long-na-2",
        "system-2",
        "gpu-1",
        "gpu-1-2",
        "g1",
    ]
    assert sum("the name" in note.reason for note in result.changed) == 6
