"""Claims on shared storage, and the pods that mount them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.kubernetes.manifests import name_of

if TYPE_CHECKING:
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine
CLAIMS = ("scratch", "home", "home.alice", "datasets")


def _spec(objects: list[Manifest], name: str) -> dict[str, Any]:
    spec: dict[str, Any] = next(found for found in objects if name_of(found) == name)["spec"]
    return spec


@pytest.mark.parametrize("storage", CLAIMS)
def test_volume_and_claim_find_each_other_and_nobody_else(objects: list[Manifest], storage: str) -> None:
    volume = _spec(objects, f"PersistentVolume free.{storage}")
    claim = _spec(objects, f"PersistentVolumeClaim {storage}")

    assert volume["claimRef"] == {"name": storage, "namespace": "free"}
    assert claim["volumeName"] == f"free.{storage}"
    # Without a class Kubernetes would put the default one in, and make a volume of EBS.
    assert volume["storageClassName"] == claim["storageClassName"]
    assert volume["storageClassName"] not in {"", "gp3"}
    assert volume["accessModes"] == claim["accessModes"]
    assert volume["capacity"] == claim["resources"]["requests"]
    # Deleting the claim must not delete what is stored.
    assert volume["persistentVolumeReclaimPolicy"] == "Retain"


def test_what_the_drivers_are_told(objects: list[Manifest]) -> None:
    sources = {name: _spec(objects, f"PersistentVolume free.{name}") for name in CLAIMS}

    assert {name: source["csi"] for name, source in sources.items()} == {
        "scratch": {
            "driver": "fsx.csi.aws.com",
            "volumeHandle": "fs-0123456789abcdef0",
            "volumeAttributes": {"dnsname": "fs-0123456789abcdef0", "mountname": "fs-0123456789abcdef0"},
        },
        "home": {
            "driver": "efs.csi.aws.com",
            "volumeHandle": "fs-0123456789abcdef0",
            "volumeAttributes": {"encryptInTransit": "true"},
        },
        # An access point stands behind the place of a folder, which stays empty.
        "home.alice": {
            "driver": "efs.csi.aws.com",
            "volumeHandle": "fs-0123456789abcdef0::fsap-0123456789abcdef0",
            "volumeAttributes": {"encryptInTransit": "true"},
        },
        "datasets": {
            "driver": "s3.csi.aws.com",
            "volumeHandle": "free.datasets",
            "volumeAttributes": {"bucketName": "acme-data", "authenticationSource": "driver"},
        },
    }
    assert sources["scratch"]["mountOptions"] == ["flock"]
    assert sources["datasets"]["mountOptions"] == ["allow-other", "read-only", "region us-west-2", "prefix tokens/"]
    assert "mountOptions" not in sources["home"]
    assert {name: source["accessModes"] for name, source in sources.items()} == {
        "scratch": ["ReadWriteMany"],
        "home": ["ReadWriteMany"],
        "home.alice": ["ReadWriteMany"],
        "datasets": ["ReadOnlyMany"],
    }


def test_pods_mount_what_they_name(objects: list[Manifest]) -> None:
    pod = _spec(objects, "Job deep")["template"]["spec"]
    (container,) = pod["containers"]

    # One volume, mounted twice.
    assert [volume["name"] for volume in pod["volumes"]] == [
        "shm",
        "storage-scratch",
        "storage-datasets",
        "storage-home",
        "access-point-home-alice",
    ]
    assert pod["volumes"][4]["persistentVolumeClaim"] == {"claimName": "home.alice"}
    assert pod["volumes"][1]["persistentVolumeClaim"] == {"claimName": "scratch"}
    assert container["volumeMounts"][1:] == [
        {"name": "storage-scratch", "mountPath": "/scratch"},
        {"name": "storage-datasets", "mountPath": "/data", "readOnly": True},
        {"name": "storage-datasets", "mountPath": "/more", "readOnly": True},
        {"name": "storage-home", "mountPath": "/home"},
        {"name": "access-point-home-alice", "mountPath": "/alice"},
    ]


def test_claims_wait_for_their_namespace_and_for_nothing_else(resources: Resources) -> None:
    for claim in resources["kubernetes_persistent_volume_claim_v1"].values():
        assert claim["wait_until_bound"] is False
        assert any(name.startswith("kubernetes_namespace_v1.") for name in claim["depends_on"])
