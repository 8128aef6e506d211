"""`eks-gpu init`: files that pass all checks, whole or not at all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from eks_gpu import catalog
from eks_gpu.cli.frame.terminal import reset
from eks_gpu.cli.init import Answers, run
from eks_gpu.declaration import check
from eks_gpu.spec import load_file, load_text
from eks_gpu.starters import NoChoiceError, Project, cluster_file, default_gpu, gpu_type, zones

ROOT = Path(__file__).parents[2]
TEMPLATES = ("quickstart", "serving", "training", "notebooks")


@pytest.fixture(autouse=True)
def fresh_terminal() -> None:
    """Forget the options of a command that another test ran in this process."""
    reset()


def project(template: str, region: str = "us-west-2", kind: str = "") -> Project:
    return Project(template, template, region, kind or gpu_type(default_gpu(template, region), template, region), "")


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_without_answers_it_writes_a_quickstart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, Answers(), ask=False) == 0

    assert files_in(tmp_path) == {"clusters/quickstart.yaml", "cdktf.json", ".gitignore"}
    said = capsys.readouterr()
    assert said.out == ""
    assert "wrote" in said.err
    assert said.err.endswith(f"Next:\n  cd {tmp_path} && eks-gpu check\n  eks-gpu synth\n")
    assert json.loads((tmp_path / "cdktf.json").read_text(encoding="utf-8"))["app"] == "eks-gpu synth"


@pytest.mark.parametrize("template", ["quickstart", "notebooks"])
def test_a_template_declares_what_the_example_does(tmp_path: Path, template: str) -> None:
    assert run(tmp_path, Answers(template=template, cidr="203.0.113.0/24"), ask=False) == 0
    made = load_file(tmp_path / "clusters" / f"{template}.yaml").spec
    example = load_file(ROOT / "clusters" / f"{template}.yaml").spec

    assert made is not None
    assert example is not None
    access = example.access.model_copy(update={"public_cidrs": made.access.public_cidrs})
    assert made == example.model_copy(update={"access": access})


def test_the_served_workload_is_that_of_the_example_in_all_but_the_model() -> None:
    made = load_text(cluster_file(Project("serving", "a", "us-west-2", "g6.xlarge", "203.0.113.7/32"))).spec
    example = load_file(ROOT / "clusters" / "batch.yaml").spec

    assert made is not None
    assert example is not None
    ours, theirs = made.workloads[0], example.workloads[0]
    for field in ("kind", "image", "command", "ports", "env", "drain"):
        assert getattr(ours, field) == getattr(theirs, field), field


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("region", ["us-west-2", "us-east-1", "eu-central-1", "ap-south-1", "me-south-1", "sa-east-1"])
@pytest.mark.parametrize("model", ["A10G", "T4", "L4", "L40S", "H100", "A100"])
def test_whatever_is_written_passes_all_checks(template: str, region: str, model: str) -> None:
    try:
        kind = gpu_type(model, template, region)
    except NoChoiceError:
        assert not any(
            catalog.zones_offering(one.name, region)
            for one in catalog.instance_types().values()
            if one.gpu and one.gpu.model == model and one.gpu.fraction == 1
        )
        return
    text = cluster_file(Project(template, "mine", region, kind, "198.51.100.7/32"))
    declaration = check(load_text(text, "mine.yaml"))

    assert "{{" not in text
    assert declaration.problems == ()
    assert {fit.verdict for fit in declaration.schedulability} == {"runs"}
    assert declaration.design is not None


def test_a_model_means_its_smallest_type_and_training_wants_efa() -> None:
    assert gpu_type("L4", "serving", "us-west-2") == "g6.xlarge"
    assert gpu_type("l4", "training", "us-west-2") == "g6.8xlarge"
    assert gpu_type("g6.12xlarge", "training", "us-west-2") == "g6.12xlarge"


def test_an_old_gpu_gets_a_type_of_number_that_it_has() -> None:
    old = cluster_file(project("serving", kind="g4dn.xlarge"))
    new = cluster_file(project("serving", kind="g6.xlarge"))

    assert "--dtype=half" in old
    assert "--dtype" not in new


def test_groups_stay_in_the_zones_that_offer_their_type() -> None:
    found = [
        (name, region, zones(name, region))
        for name in ("p5.48xlarge", "p4d.24xlarge", "g6e.xlarge")
        for region in catalog.regions_offering(name)
    ]
    narrow = [(name, region, offering) for name, region, (network, offering) in found if offering != network]
    assert narrow
    for name, region, offering in narrow[:3]:
        assert f"    zones: [{', '.join(offering)}]" in cluster_file(project("quickstart", region, name))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Answers(region="us-west-9"), "did you mean us-west-2?"),
        (Answers(gpu="L5"), "there is no GPU model or instance type 'L5'"),
        (Answers(gpu="m7i.large"), "has no NVIDIA GPU"),
        (Answers(gpu="H100", region="eu-west-3"), "eu-west-3 offers no H100; these regions do:"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Answers, said: str
) -> None:
    assert run(tmp_path, answers, ask=False) == 2
    assert said in capsys.readouterr().err
    assert files_in(tmp_path) == set()


@pytest.mark.parametrize(
    "answers",
    [
        Answers(name="Not Allowed"),
        Answers(name="../escape"),
        Answers(name='x"\ntags: {a: b}'),
        Answers(cidr="1.2.3.4"),
        Answers(cidr="0.0.0.0/0]\nnamespaces: [{name: x}"),
        # Its GPU is being retired, which is a warning.
        Answers(gpu="p3dn.24xlarge"),
    ],
)
def test_a_cluster_with_problems_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Answers
) -> None:
    assert run(tmp_path / "new", answers, ask=False) == 1
    assert capsys.readouterr().err.endswith("eks-gpu init: nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "quickstart.yaml").write_text("mine", encoding="utf-8")

    assert run(tmp_path, Answers(pipeline="github"), ask=False) == 2
    assert "clusters/quickstart.yaml would be overwritten; nothing was written" in capsys.readouterr().err
    assert files_in(tmp_path) == {"clusters/quickstart.yaml"}
    assert (tmp_path / "clusters" / "quickstart.yaml").read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").symlink_to(tmp_path / "elsewhere")

    assert run(tmp_path, Answers(), ask=False) == 2
    assert not (tmp_path / "elsewhere").exists()


def test_a_second_cluster_keeps_the_files_of_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".gitignore").write_text("/cdktf.out/\n", encoding="utf-8")
    assert run(tmp_path, Answers(), ask=False) == 0
    assert "add to it: /.state/ *.tfstate" in capsys.readouterr().err
    assert run(tmp_path, Answers(name="second"), ask=False) == 0

    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "/cdktf.out/\n"
    assert files_in(tmp_path) == {"clusters/quickstart.yaml", "clusters/second.yaml", "cdktf.json", ".gitignore"}


@pytest.mark.parametrize("content", ['{"app": "npx ts-node main.ts"}', "[]", "{", "\x00"])
def test_the_app_of_others_is_in_the_way(tmp_path: Path, content: str) -> None:
    (tmp_path / "cdktf.json").write_text(content, encoding="utf-8")

    assert run(tmp_path, Answers(), ask=False) == 2
    assert files_in(tmp_path) == {"cdktf.json"}


def test_a_fault_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    # A file where the pipeline's folder should be, which only the last write finds.
    (tmp_path / ".github").touch()

    with pytest.raises(OSError, match=r"\.github"):
        run(tmp_path, Answers(pipeline="github"), ask=False)
    assert files_in(tmp_path) == {".github"}
    assert not (tmp_path / "clusters").exists()


@pytest.mark.process
def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    """Each question once, and again where the answer cannot be used."""
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "taken.yaml").touch()
    named = ["bigger", "notebooks", "Big Lab", "taken", "lab", "eu-central-9", "eu-central-1"]
    answers = [*named, "L4", "198.51.100.7", "198.51.100.7/32", ""]
    number, name = pty.openpty()
    code = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "TERM": "dumb", "PATH": os.environ["PATH"]}
    os.write(number, "".join(f"{answer}\n" for answer in answers).encode())
    done = subprocess.run(
        [sys.executable, "-c", code, "init"], cwd=tmp_path, env=environment, stdin=name, stderr=name, check=False
    )
    said = os.read(number, 100_000).decode()
    os.close(name)
    os.close(number)

    assert done.returncode == 0, said
    assert "'bigger' is not one of quickstart, serving, training, notebooks" in said
    assert "the catalogue has no region 'eu-central-9'; did you mean eu-central-" in said
    assert "'Big Lab' is not allowed here; write 1 to 31 lower-case letters" in said
    assert "clusters/taken.yaml is there already; write another name" in said
    assert "'198.51.100.7' is not allowed here; write an IPv4 block" in said
    text = (tmp_path / "clusters" / "lab.yaml").read_text(encoding="utf-8")
    assert "instance_types: [g6.xlarge]" in text
    assert "198.51.100.7/32" in text
    assert "Before you deploy" not in said


SUBNETS = "us-west-2a=subnet-0a1b2c3d4e5f60718, us-west-2c=subnet-0a1b2c3d4e5f60719"


@pytest.mark.parametrize("region", ["us-west-2", "us-east-1", "eu-central-1", "me-south-1"])
def test_nodes_for_an_existing_cluster(region: str) -> None:
    kind = gpu_type(default_gpu("existing", region), "existing", region)
    declaration = check(load_text(cluster_file(Project("existing", "mine", region, kind, "")), "mine.yaml"))

    assert declaration.problems == ()
    assert declaration.design is not None
    assert declaration.design.spec.existing_cluster
    assert {zone for one in declaration.design.gpu_groups[0].node_groups for zone in one.zones} <= set(
        catalog.zones_offering(kind, region)
    )


def test_subnets_are_those_that_were_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, Answers(template="existing", name="prod", subnets=SUBNETS), ask=False) == 0

    made = load_file(tmp_path / "clusters" / "prod.yaml").spec
    assert made is not None
    assert made.network.model_dump(exclude_defaults=True) == {
        "private_subnets": {"us-west-2a": "subnet-0a1b2c3d4e5f60718", "us-west-2c": "subnet-0a1b2c3d4e5f60719"}
    }
    said = capsys.readouterr().err
    assert "aws eks describe-cluster --region us-west-2 --name prod --query cluster.version" in said
    assert "private_subnets" not in said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Answers(template="existing"), "--name is missing: the name of the cluster in EKS"),
        (Answers(template="existing", name="a", subnets="subnet-0a1b2c3d"), "is not a list of zones and subnets"),
        (Answers(subnets=SUBNETS), "--subnets belongs to --template existing"),
    ],
)
def test_an_existing_cluster_needs_its_name_and_knows_its_subnets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Answers, said: str
) -> None:
    assert run(tmp_path, answers, ask=False) == 2
    assert said in capsys.readouterr().err
    assert files_in(tmp_path) == set()


def test_without_subnets_a_remark_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, Answers(template="existing", name="prod"), ask=False) == 0
    assert "network.private_subnets" in capsys.readouterr().err


def test_a_cluster_of_others_may_have_any_name_of_eks(tmp_path: Path) -> None:
    """Its file and its stacks get one that fits them."""
    assert run(tmp_path, Answers(template="existing", name="Prod_ML"), ask=False) == 0

    text = (tmp_path / "clusters" / "prod-ml.yaml").read_text(encoding="utf-8")
    assert "name: prod-ml\neks_name: Prod_ML\n" in text
