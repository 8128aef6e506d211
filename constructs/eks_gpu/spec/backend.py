"""The place where Terraform keeps its state."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import Region, SpecModel


class LocalBackendSpec(SpecModel):
    """State in the folder `.state` next to `main.py`; for trying things out, not for teams."""


class S3BackendSpec(SpecModel):
    """State in S3, locked by a file next to it."""

    bucket: Annotated[
        Annotated[str, Matches(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket", "state-bucket")],
        Field(description="Name of the bucket, which must exist and have versioning enabled."),
    ]
    region: Annotated[Region, Field(description="Region of the bucket.")]
    key_prefix: Annotated[
        Annotated[
            str, Matches(r"([A-Za-z0-9_.=-]+/)*[A-Za-z0-9_.=-]+", "a path without leading or trailing '/'", "eks-gpu")
        ],
        Field(description="Prefix of the keys: the state of a stack is at <key_prefix>/<stack>.tfstate."),
    ] = "eks-gpu"
    kms_key_id: Annotated[
        Annotated[
            str,
            Matches(
                r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key/[a-z0-9-]+|alias/[A-Za-z0-9/_-]+)|alias/[A-Za-z0-9/_-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32}",
                "the id, alias or ARN of a KMS key",
                "alias/state",
            ),
        ]
        | None,
        Field(description="KMS key that encrypts the state; default: the bucket's own encryption."),
    ] = None


class CloudBackendSpec(SpecModel):
    """State and runs in HCP Terraform or Terraform Enterprise, with one workspace per stack."""

    organization: Annotated[
        Annotated[str, Matches(r"[A-Za-z0-9_-]{3,40}", "the name of an organization", "organization")],
        Field(description="Name of the organization."),
    ]
    project: Annotated[
        Annotated[
            str,
            Matches(
                r"[A-Za-z0-9_-][A-Za-z0-9 _-]{1,38}[A-Za-z0-9_-]",
                "the name of a project: 3 to 40 letters, digits, '-', '_' and inner spaces",
                "Default Project",
            ),
        ]
        | None,
        Field(
            description="Project that contains the workspaces; default: the organization's default project.",
        ),
    ] = None
    hostname: Annotated[
        Annotated[str, Matches(r"[a-z0-9][a-z0-9.-]*\.[a-z]+", "a host name", "app.terraform.io")],
        Field(description="Host name; set it for Terraform Enterprise."),
    ] = "app.terraform.io"


class BackendSpec(SpecModel):
    """The place where Terraform keeps its state: one of three kinds."""

    local: Annotated[LocalBackendSpec | None, Field(description="Files on this machine (the default).")] = None
    s3: Annotated[S3BackendSpec | None, Field(description="An S3 bucket.")] = None
    cloud: Annotated[CloudBackendSpec | None, Field(description="HCP Terraform or Terraform Enterprise.")] = None
