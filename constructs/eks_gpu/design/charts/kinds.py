"""Kinds of Kubernetes objects that belong to no namespace.

`kubectl api-resources --namespaced=false` of Kubernetes 1.35, without kinds that nobody applies. Kinds that are defined
by others are taken for kinds with a namespace, except for the Gateway API's class, Karpenter's kinds, those of EKS Auto
Mode and those of Kueue.
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
        "EC2NodeClass",
        "DeviceClass",
        "FlowSchema",
        "GatewayClass",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "NodeClaim",
        "NodeClass",
        "NodeOverlay",
        "NodePool",
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
