"""Kinds of Kubernetes objects that belong to no namespace.

`kubectl api-resources --namespaced=false` of Kubernetes 1.35, without kinds that nobody applies, and those of Kueue.
Other kinds that are defined by others are taken for kinds with a namespace.
"""

CLUSTER_KINDS = frozenset(
    {
        "APIService",
        "AdmissionCheck",
        "CSIDriver",
        "CSINode",
        "ClusterQueue",
        "ClusterRole",
        "ClusterRoleBinding",
        "Cohort",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceFlavor",
        "ResourceSlice",
        "RuntimeClass",
        "StorageClass",
        "Topology",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
        "WorkloadPriorityClass",
    }
)
