"""Findings from reading a file, before there is a declaration that rules can judge."""

from __future__ import annotations

FINDINGS = {
    "cluster-file-removed": "A cluster file was removed, and the resources it created stay.",
    "cluster-name-shared": "Two files give their clusters the same name, so they would share stacks and states.",
    "context-unreadable": "CDKTF_CONTEXT_JSON is not a JSON object.",
    "extends-refused": "A file extends itself, or a file that cannot be read.",
    "ignore-refused": "An entry of `ignore` names an unknown rule, or one that cannot be ignored.",
    "ignore-unused": "An entry of `ignore` matches no finding.",
    "manifest-shape": "A document of a manifest is not an object of Kubernetes.",
    "manifest-syntax": "A document of a manifest is not valid YAML, or ends in the middle.",
    "manifest-template": "A manifest is still a template of Helm's, or a folder is a chart.",
    "manifest-unreadable": "Manifests cannot be opened, are too large, or are not UTF-8 text.",
    "no-cluster-file": "A file that is only a part of clusters was given as a cluster file.",
    "no-clusters": "The folder contains no cluster file.",
    "overlay-remove": "A file removes something that no file below it contains.",
    "previous-layers": "The previous file is read without the files that lie below the new one.",
    "spec-choice": "A value is not one of those allowed.",
    "spec-length": "A list or text has too few or too many items.",
    "spec-missing": "A required key is missing.",
    "spec-range": "A number is too small or too large.",
    "spec-shape": "The file contains something other than keys and values.",
    "spec-type": "A value has the wrong type, such as a number instead of text, or text instead of a list.",
    "spec-unknown-key": "A key is unknown.",
    "spec-value": "A value has a form that is not allowed.",
    "unknown-cluster": "EKS_GPU_CLUSTERS, or `clusters` in the context of cdktf, names a cluster that has no file.",
    "unreadable": "The file cannot be opened, or is not UTF-8 text.",
    "yaml-syntax": "The file is not valid YAML.",
}
