"""What is found while a file is read, before there is a declaration for rules to judge."""

from __future__ import annotations

FINDINGS = {
    "cluster-file-removed": "A cluster file is gone, and what it made stays.",
    "cluster-name-shared": "Two files name their cluster alike; their stacks and states would be the same.",
    "context-unreadable": "CDKTF_CONTEXT_JSON holds no JSON object.",
    "extends-refused": "A file extends one that cannot be read, or itself.",
    "ignore-refused": "An entry of `ignore` names no rule, or one that cannot be ignored.",
    "ignore-unused": "An entry of `ignore` silences nothing.",
    "no-cluster-file": "A file that is a part of clusters is taken for one.",
    "no-clusters": "The folder holds no cluster file.",
    "overlay-remove": "A file removes what is not below it.",
    "previous-layers": "The file as it was is read without the files that lie below the new one.",
    "spec-choice": "A value is not one of those allowed.",
    "spec-length": "A list or text has too few or too many items.",
    "spec-missing": "A required key is missing.",
    "spec-range": "A number is too small or too large.",
    "spec-shape": "The file holds something other than keys and values.",
    "spec-type": "A value is of the wrong kind: a number for a text, a text for a list.",
    "spec-unknown-key": "A key is unknown.",
    "spec-value": "A value has a form that is not allowed.",
    "unknown-cluster": "EKS_GPU_CLUSTERS, or `clusters` in the context of cdktf, names a cluster of which there is no file.",
    "unreadable": "The file cannot be opened, or is not UTF-8 text.",
    "yaml-syntax": "The file is not YAML.",
}
