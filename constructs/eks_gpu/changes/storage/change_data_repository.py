"""The edit removes or replaces a link between a file system and a bucket, or turns import or export off.

**Why.** FSx keeps only the names of objects that no pod has read so far, and loads their content through the link:
without it, reading such a file fails. A link to another bucket or folder is another link. FSx refuses two links of one
bucket, and Terraform may create the new one first. And Terraform cannot turn a direction off: the provider takes an
empty list for one that nobody set (`auto_import_policy` and `auto_export_policy` are optional and computed), so FSx
goes on as before.

**Fix.** Read what is still needed before, for example with `lfs hsm_restore`. Move a bucket to another folder in two
applies. To turn import or export off, remove the link in one apply and add it in the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.design.storage.shared_storage import DataRepositoryDesign
    from eks_gpu.problem import Problem

BEFORE = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a, data_repositories: [{path: /data, bucket: acme-data}]}
"""
BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre:
      size_gib: 2400
      zone: us-west-2a
      data_repositories: [{path: /data, bucket: acme-data}, {path: /models, bucket: acme-models}]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the links of file systems that stay."""
    before = {storage.name: storage for storage in old.storage}
    for storage in new.storage:
        was = before.get(storage.name)
        # The links of a file system that is replaced go with it, which a rule of its own reports.
        if was and storage.spec.fsx_lustre and was.given_id == storage.given_id:
            now = {link.spec.path: link for link in storage.data_repositories}
            for link in was.data_repositories:
                yield from _judge(storage, link, now.get(link.spec.path))


def _judge(storage: StorageDesign, was: DataRepositoryDesign, now: DataRepositoryDesign | None) -> Iterator[Problem]:
    path = was.spec.path
    if now is None or now.url != was.url:
        where = now.where if now else f"{storage.where}.fsx_lustre.data_repositories"
        message = f"the link of {path} to {was.url} is removed: files that no pod has read so far lose their content"
        moved = now is None and any(link.url == was.url for link in storage.data_repositories)
        fix = "remove it in one apply and add it in the next, because FSx refuses two links of one bucket"
        yield warning(__name__, where, message, fix if moved else "load what is still needed before the apply")
        return
    for field, before, after in (
        ("auto_import", was.imported, now.imported),
        ("auto_export", was.exported, now.exported),
    ):
        if before and not after:
            message = f"Terraform cannot turn {field!r} of {path} off: FSx goes on as before"
            fix = "remove the link in one apply and add it in the next"
            yield error(__name__, f"{now.where}.{field}", message, fix)
