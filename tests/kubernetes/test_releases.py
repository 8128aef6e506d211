"""Helm releases out of a real app: their order, their credentials, and the files of synthesized charts."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.design import helm
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kubernetes.releases import Stacks

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    from tests.kubernetes.releases import synthesized  # noqa: PLC0415 - the engine takes a second to start

    return synthesized(tmp_path_factory.mktemp("stacks"))


def after(release: dict[str, Any]) -> set[str]:
    return set(release.get("depends_on", ()))


def test_each_release_is_in_its_stack(stacks: Stacks) -> None:
    assert list(stacks.releases("platform")) == ["one", "two"]
    assert sorted(stacks.releases("workloads")) == ["things", "things-definitions", "three"]


def test_releases_follow_each_other_so_that_they_are_removed_backwards(stacks: Stacks) -> None:
    """Terraform destroys in the reverse order of dependencies."""
    platform, workloads = stacks.releases("platform"), stacks.releases("workloads")
    plugin = "kubernetes_daemon_set_v1.device-plugin_daemon-set"

    assert after(platform["one"]) == {plugin}
    assert after(platform["two"]) == {
        plugin,
        f"helm_release.{platform['one']['address']}",
        "kubernetes_namespace_v1.namespace-tools_namespace",
    }
    assert after(workloads["three"]) == set()
    assert f"helm_release.{workloads['three']['address']}" in after(workloads["things-definitions"])
    assert after(workloads["things"]) == {
        f"helm_release.{workloads['things-definitions']['address']}",
        "kubernetes_namespace_v1.namespace-team_namespace",
    }


def test_the_platform_stack_creates_only_the_namespaces_that_nothing_else_does(stacks: Stacks) -> None:
    made = stacks.document("platform")["resource"]["kubernetes_namespace_v1"]

    assert [space["metadata"]["name"] for space in made.values()] == ["tools"]


def test_arguments_of_a_release(stacks: Stacks) -> None:
    """They are all written; the provider's own defaults are not relied on."""
    release = stacks.releases("workloads")["three"]

    assert {key: value for key, value in release.items() if key != "address"} == {
        "name": "three",
        "namespace": "default",
        "chart": "three",
        "repository": "https://charts.example",
        "version": "1.0.0",
        "wait": True,
        "timeout": 90,
        "atomic": True,
        "skip_crds": False,
        "upgrade_install": True,
        "reset_values": True,
        "cleanup_on_fail": True,
        "max_history": 10,
    }


def test_values_of_the_file_itself_come_last_and_nothing_is_evaluated(stacks: Stacks) -> None:
    first, last = stacks.releases("platform")["two"]["values"]

    assert first == "text: $${path.module}\n"
    assert helm.read(last.replace("$${", "${")) == {"text": '${file("/etc/passwd")}'}


@pytest.mark.parametrize("name", ["things", "things-definitions"])
def test_a_chart_of_manifests_lies_in_the_folder_of_its_stack(name: str, stacks: Stacks) -> None:
    release = stacks.releases("workloads")[name]

    assert release["chart"] == f"${{path.module}}/charts/{name}"
    assert "repository" not in release
    # Helm refuses a plan of another version, so a folder that was copied by halves is found.
    assert release["version"] == helm.metadata(stacks.chart("workloads", name))["version"]


def test_helm_gets_the_objects_as_they_were_written(stacks: Stacks) -> None:
    (thing,) = (helm.read(text) for text in helm.rendered(stacks.chart("workloads", "things")))
    (definition,) = (helm.read(text) for text in helm.rendered(stacks.chart("workloads", "things-definitions")))

    assert thing["spec"]["text"] == '{{ fail "x" }} ${file("/etc/passwd")}'
    assert definition["kind"] == "CustomResourceDefinition"


def test_terraform_reads_nothing_of_the_manifests(stacks: Stacks) -> None:
    text = (stacks.folder / "stacks" / "base-workloads" / "cdk.tf.json").read_text(encoding="utf-8")

    assert "passwd" not in text


def test_one_byte_of_a_file_is_an_update_of_its_release_and_of_no_other(stacks: Stacks, tmp_path: Path) -> None:
    from tests.kubernetes.releases import FILES, synthesized  # noqa: PLC0415 - as above

    other = synthesized(tmp_path, {**FILES, "things.yaml": FILES["things.yaml"].replace("name: a}", "name: b}")})
    before, now = ((one.document("platform"), one.document("workloads")) for one in (stacks, other))
    was, became = (one[1]["resource"].pop("helm_release") for one in (before, now))

    assert before == now
    differing = {name for name in was if was[name] != became[name]}
    assert differing == {"release-things_release"}
    assert {
        key
        for key in was["release-things_release"]
        if was["release-things_release"][key] != became["release-things_release"][key]
    } == {"version"}


def test_the_same_declaration_gives_the_same_bytes(stacks: Stacks, tmp_path: Path) -> None:
    from tests.kubernetes.releases import synthesized  # noqa: PLC0415 - as above

    def content(folder: Path) -> dict[str, bytes]:
        files = (path for path in sorted((folder / "stacks").rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    made = content(synthesized(tmp_path).folder)
    assert made == content(stacks.folder)
    assert sum("charts/" in name for name in made) == 6


@pytest.mark.parametrize("auth", ["ephemeral", "data", "exec"])
def test_the_helm_provider_has_the_credentials_of_the_kubernetes_provider(auth: str, tmp_path: Path) -> None:
    from tests.kubernetes.releases import synthesized  # noqa: PLC0415 - as above

    document = synthesized(tmp_path, access__kubernetes_auth=auth).document("workloads")
    (kubernetes,), (helm_provider,) = document["provider"]["kubernetes"], document["provider"]["helm"]
    (command,) = kubernetes.pop("exec", [None])

    assert helm_provider == {"kubernetes": {**kubernetes, **({"exec": command} if command else {})}}
    assert ("token" in kubernetes) is (auth != "exec")
    assert document["terraform"]["required_providers"]["helm"] == {"source": "helm", "version": "3.1.1"}


def test_without_releases_there_is_no_helm_provider(tmp_path: Path) -> None:
    from tests.kubernetes.releases import THINGS, synthesized  # noqa: PLC0415 - as above

    made = synthesized(tmp_path, charts=[], manifests=[THINGS])

    assert "helm" not in made.document("platform")["terraform"]["required_providers"]
    assert "helm" in made.document("workloads")["terraform"]["required_providers"]


def test_the_bindings_of_helm_load_only_for_a_release(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from eks_gpu.declaration import read;"
        "from eks_gpu.stacks.app import build;"
        "build([read(Path('clusters/quickstart.yaml')).design], sys.argv[1]).synth();"
        "print([name for name in sys.modules if name.startswith('cdktf_cdktf_provider_helm.')])"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'constructs'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_arguments_exist_in_the_provider(stacks: Stacks) -> None:
    """The bindings are made from the schema of the provider that they pin; no provider is needed for this."""
    from eks_gpu.bindings import helm_release  # noqa: PLC0415 - as above

    known = set(inspect.signature(helm_release.ReleaseConfig).parameters)
    used = {key for kind in ("platform", "workloads") for one in stacks.releases(kind).values() for key in one}

    assert used - {"address"} <= known


@pytest.mark.parametrize("auth", ["exec", "data"])
def test_hcl_says_the_same(auth: str, tmp_path: Path) -> None:
    """The engine renders HCL for a whole process."""
    code = (
        "import sys; from pathlib import Path; from tests.kubernetes.releases import synthesized;"
        "synthesized(Path(sys.argv[1]), access__kubernetes_auth=sys.argv[2])"
    )
    environment = os.environ | {"SYNTH_HCL_OUTPUT": "true", "PYTHONPATH": f"{ROOT / 'constructs'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path), auth]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    stacks = tmp_path / "stacks"
    platform, workloads = ((stacks / f"base-{kind}" / "cdk.tf").read_text() for kind in ("platform", "workloads"))

    assert 'chart = "${path.module}/charts/things"' in workloads
    assert (stacks / "base-workloads" / "charts" / "things" / "Chart.yaml").is_file()
    assert '"text: $${path.module}\\n"' in platform
    # An attribute, and no block as the engine renders it (terraform-provider-helm 3.1.1, provider.go).
    assert 'kubernetes = "${{host = data.aws_eks_cluster.cluster.endpoint, cluster_ca_certificate = ' in workloads
    assert ('exec = {"api_version"' in workloads) is (auth == "exec")
    assert ('token = "${data.aws_eks_cluster_auth.token.token}"}' in workloads) is (auth == "data")


def test_the_load_balancer_controller_comes_first_and_knows_the_vpc(tmp_path: Path) -> None:
    from tests.kubernetes.releases import synthesized  # noqa: PLC0415 - the engine takes a second to start

    made = synthesized(tmp_path, load_balancer_controller={"values": {"replicaCount": 1}}, tags={"a": "b: ", "c": "d"})
    (name, controller), (_, second), *_ = made.releases("platform").items()
    vpc, own, given = controller["values"]

    assert name == "aws-load-balancer-controller"
    assert controller["version"] == "3.5.0"
    assert controller["wait"] is True
    assert vpc == "vpcId: ${data.aws_eks_cluster.cluster.vpc_config[0].vpc_id}\n"
    assert json.loads(own) == {
        "clusterName": "base",
        "region": "us-west-2",
        "serviceAccount": {"name": "aws-load-balancer-controller"},
        "defaultTags": {"c": "d", "eks-gpu.io/cluster": "base"},
        "enableServiceMutatorWebhook": False,
    }
    assert json.loads(given) == {"replicaCount": 1}
    # Terraform destroys backwards: the controller goes last.
    assert f"helm_release.{controller['address']}" in after(second)


def test_gateways_come_after_their_services_and_go_before_their_class(tmp_path: Path) -> None:
    from tests.kubernetes.releases import synthesized  # noqa: PLC0415 - the engine takes a second to start

    served = {"kind": "deployment", "ports": [8000], "expose": {"kind": "gateway"}}
    changes: dict[str, Any] = {f"workloads[0].{key}": value for key, value in served.items()}
    made = synthesized(tmp_path, load_balancer_controller={}, **changes)
    gateways = made.releases("workloads")["eks-gpu-gateways"]
    gateway_class = made.releases("workloads")["eks-gpu-gateway-class"]

    # Terraform destroys backwards: the class goes after the Gateways.
    assert after(gateways) >= {
        "kubernetes_service_v1.default_train_service",
        f"helm_release.{gateway_class['address']}",
    }
    assert (gateways["wait"], gateways["timeout"], gateways["namespace"]) == (True, 300, "default")
    assert (made.chart("workloads", "eks-gpu-gateways") / "objects.jsonl").is_file()
