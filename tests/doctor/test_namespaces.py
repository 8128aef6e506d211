"""Commands that findings print are for the pod's namespace if a paste names it, and for the reader's otherwise."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

TABLE = """\
$ kubectl get pods
NAME                     READY   STATUS             RESTARTS   AGE
serve-7c9d4f6b5-x2k9p    0/1     CrashLoopBackOff   9          10m
"""


def command(text: str) -> str:
    return examine_unfiled(observe([(PASTED, text)]), [text])[1][0].fix


@pytest.mark.parametrize(
    "words",
    [
        "  Normal  Scheduled  9m  default-scheduler  Successfully assigned team/serve-7c9d4f6b5-x2k9p to ip-10-0-1-9\n",
        'I1120 10:00:01.1 2931 kubelet.go:1] "SyncLoop ADD" source="api" pods=["team/serve-7c9d4f6b5-x2k9p"]\n',
        "kubelet: pod serve-7c9d4f6b5-x2k9p_team(5a1b2c3d-0000)\n",
        "$ kubectl -n team exec serve-7c9d4f6b5-x2k9p -- nvidia-smi\n",
        "$ kubectl exec -it pod/serve-7c9d4f6b5-x2k9p --namespace=team -- bash\n",
        "\n```yaml\nkind: Deployment\nmetadata:\n  namespace: team\n  name: serve\nspec: {}\n```\n",
    ],
)
def test_the_namespace_of_other_words_counts_for_a_table_without_one(words: str) -> None:
    assert command(TABLE + words).endswith("kubectl -n team logs serve-7c9d4f6b5-x2k9p --previous | tail -30")


def test_a_pod_whose_namespace_is_unknown_is_in_the_readers() -> None:
    assert "kubectl logs serve-7c9d4f6b5-x2k9p" in command(TABLE)


def test_two_namespaces_of_one_name_are_no_answer() -> None:
    words = "$ kubectl -n a get pod serve-7c9d4f6b5-x2k9p\n$ kubectl -n b get pod serve-7c9d4f6b5-x2k9p\n"

    assert "kubectl logs serve-7c9d4f6b5-x2k9p" in command(TABLE + words)


def test_an_event_gets_the_namespace_too() -> None:
    text = (
        "LAST SEEN   TYPE      REASON    OBJECT                      MESSAGE\n"
        "9m          Warning   BackOff   pod/serve-7c9d4f6b5-x2k9p   Back-off restarting failed container\n"
        "\n$ kubectl -n team describe rs serve-7c9d4f6b5-x2k9p\n"
    )

    assert "-n team" in command(text)
