"""The cluster itself: version, access, add-ons, autoscaler and state."""

from eks_gpu.effects.effect import AS_ITS_FIELDS, ON_EXISTING, Effect, always, changed, entries, switched

NOTHING, KEPT, CREATES, IN_PLACE = Effect.NOTHING, Effect.KEPT, Effect.CREATES, Effect.IN_PLACE
DELETES, NODES, GROUP, STATE = Effect.DELETES, Effect.REPLACES_NODES, Effect.REPLACES_GROUP, Effect.MOVES_STATE

WITH_GIVEN_ROLE = "with `cluster_role_arn`"
_DEFAULT_SIZES = "default sizes of workloads may change, which replaces their pods"

CLUSTER = {
    "name": changed(Effect.OTHER_CLUSTER, "it names the stacks and their states"),
    "region": changed(Effect.OTHER_CLUSTER, "nothing moves between regions"),
    "account_id": switched(NOTHING, NOTHING, "the AWS provider only compares it").when(
        "another account", changed(Effect.REFUSED, "the AWS provider refuses credentials of the old account")
    ),
    "assume_role_arn": always(
        NOTHING, "another identity in AWS and Kubernetes; in another account it finds no resources"
    ),
    "kubernetes_version": changed(NODES, "the control plane is upgraded in place, then every node group follows").when(
        "back, or more than one minor up", changed(Effect.REFUSED, "EKS upgrades one minor at a time")
    ),
    "existing_cluster": switched(
        Effect.REFUSED, Effect.REFUSED, "the stacks of the other kind of cluster would be destroyed"
    ),
    "eks_name": always(Effect.REPLACES_GROUP, "node groups cannot move to another cluster"),
    "node_security_group_ids": entries(NODES, NODES, NODES, "the launch templates name the security groups"),
    "upgrade_policy": switched(IN_PLACE, IN_PLACE),
    "deletion_protection": switched(IN_PLACE, IN_PLACE, "a destroy is refused while it is on"),
    "tags": always(NODES, "tags reach instances and volumes through launch templates"),
    "access": AS_ITS_FIELDS,
    "access.public_cidrs": always(IN_PLACE, "the endpoint opens, closes or admits other addresses"),
    "access.private_cidrs": entries(CREATES, DELETES, DELETES, "a rule in the cluster's security group for each block"),
    "access.runner": always(NOTHING, "it only informs the checks where Terraform runs"),
    "access.creator_admin": switched(Effect.REPLACES_CLUSTER, Effect.REPLACES_CLUSTER, "EKS cannot change it"),
    "access.admins": entries(CREATES, DELETES, DELETES, "an access entry for each"),
    "access.viewers": entries(CREATES, DELETES, DELETES, "an access entry for each"),
    "access.teams": entries(CREATES, DELETES, DELETES, "an access entry for each principal"),
    "access.teams[].principals": changed(DELETES, "an access entry for each"),
    "access.teams[].namespaces": always(DELETES, "the association with the policy is replaced"),
    "access.teams[].policy": entries(CREATES, DELETES, DELETES, "an association for each principal"),
    "access.teams[].kubernetes_groups": always(IN_PLACE, "the groups of the access entries change"),
    "access.kubernetes_auth": always(NOTHING, "how the Kubernetes provider authenticates"),
    "iam": AS_ITS_FIELDS,
    "iam.permissions_boundary": always(
        IN_PLACE, "it limits every role of the cluster at once, including those of running pods"
    ),
    "iam.path": always(Effect.REPLACES_CLUSTER, "each role gets another ARN, and EKS keeps the role of a cluster")
    .when(WITH_GIVEN_ROLE, always(GROUP, "each role gets another ARN, and EKS keeps the role of a node group"))
    .when(ON_EXISTING, always(GROUP, "each role gets another ARN, and EKS keeps the role of a node group")),
    "iam.cluster_role_arn": always(Effect.REPLACES_CLUSTER, "EKS keeps the role of a cluster"),
    "iam.system_node_role_arn": always(GROUP, "EKS keeps the role of a node group"),
    "iam.gpu_node_role_arn": always(GROUP, "EKS keeps the role of a node group"),
    "iam.node_policies": entries(CREATES, DELETES, DELETES, "an attachment for each role of nodes; no node restarts"),
    "iam.ssm": switched(DELETES, CREATES, "an attachment for each role of nodes; no node restarts"),
    "control_plane": AS_ITS_FIELDS,
    "control_plane.logs": always(IN_PLACE, "EKS begins or stops to write these logs"),
    "control_plane.log_retention_days": always(IN_PLACE, "fewer days delete older records"),
    "control_plane.log_class": entries(
        Effect.LOSES_DATA, Effect.LOSES_DATA, NOTHING, "the log group is replaced; the provider keeps the old class"
    ),
    "control_plane.scaling_tier": entries(IN_PLACE, IN_PLACE, NOTHING, "EKS keeps a tier until the file has another"),
    "control_plane.zonal_shift": entries(IN_PLACE, IN_PLACE, IN_PLACE, "to turn it off, write `false`"),
    "control_plane.security_group_ids": always(IN_PLACE, "the control plane's interfaces get other groups"),
    "encryption": AS_ITS_FIELDS,
    "encryption.secrets_key_arn": always(Effect.REFUSED, "EKS keeps the key of a cluster's Secrets"),
    "encryption.volumes_key_arn": always(NODES, "the key is in the launch templates"),
    "encryption.logs_key_arn": always(IN_PLACE, "new records are encrypted with it"),
    "images": AS_ITS_FIELDS,
    "images.registry": always(IN_PLACE, "the pods that eks-gpu installs restart with images from there"),
    "addons": always(IN_PLACE, "EKS updates the add-on, and its pods restart").when(
        "`existing` or `none`", switched(DELETES, CREATES, "EKS deletes the add-on with its pods")
    ),
    "addons.version": always(IN_PLACE, "EKS updates the add-on, and its pods restart"),
    "addons.configuration": entries(IN_PLACE, IN_PLACE, NOTHING, "EKS keeps values until the file has others or `{}`"),
    "addons.resolve_conflicts": always(IN_PLACE, "it says what later updates do"),
    "device_plugin": switched(DELETES, CREATES, "without a plugin nodes offer no GPUs"),
    "efa_plugin": switched(DELETES, CREATES, "without a plugin nodes offer no EFA"),
    "storage_class": entries(DELETES, NOTHING, CREATES, "the class `gp3`; its volumes stay"),
    "ebs_driver_scope": switched(IN_PLACE, IN_PLACE, "the policy of the EBS driver's role is replaced"),
    "daemons": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].name": changed(NOTHING),
    "daemons[].cpu": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].memory": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].ephemeral_storage": always(NOTHING, "verdicts include it"),
    "daemons[].node_groups": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].tolerations": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].tolerations[].key": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].tolerations[].operator": switched(NOTHING, NOTHING, _DEFAULT_SIZES),
    "daemons[].tolerations[].value": always(NOTHING, _DEFAULT_SIZES),
    "daemons[].tolerations[].effect": always(NOTHING, _DEFAULT_SIZES),
    "daemon_reserve": AS_ITS_FIELDS,
    "daemon_reserve.cpu": always(NOTHING, _DEFAULT_SIZES),
    "daemon_reserve.memory": always(NOTHING, _DEFAULT_SIZES),
    "autoscaler": AS_ITS_FIELDS,
    "autoscaler.kind": switched(DELETES, CREATES, "without it nothing adds or removes nodes"),
    "autoscaler.expander": switched(
        DELETES, CREATES, "the list of priorities is deleted or created; the autoscaler restarts"
    ),
    "autoscaler.max_node_provision_time": always(IN_PLACE, "the autoscaler restarts"),
    "autoscaler.scale_down_unneeded": always(IN_PLACE, "the autoscaler restarts"),
    "autoscaler.scale_down_delay_after_add": always(IN_PLACE, "the autoscaler restarts"),
    "autoscaler.gpu_utilization_threshold": always(IN_PLACE, "the autoscaler restarts"),
    "ignore": always(NOTHING, "it only silences findings"),
    "ignore[].id": changed(NOTHING),
    "ignore[].where": changed(NOTHING),
    "ignore[].reason": changed(NOTHING),
    "backend": AS_ITS_FIELDS,
    "backend.local": always(STATE, "state does not move by itself"),
    "backend.s3": always(STATE, "state does not move by itself"),
    "backend.s3.bucket": changed(STATE, "state does not move by itself"),
    "backend.s3.region": changed(STATE, "state does not move by itself"),
    "backend.s3.key_prefix": always(STATE, "state does not move by itself"),
    "backend.s3.kms_key_id": always(STATE, "the state stays; run `terraform init -reconfigure` in each folder"),
    "backend.cloud": always(STATE, "state does not move by itself"),
    "backend.cloud.organization": changed(STATE, "state does not move by itself"),
    "backend.cloud.project": always(STATE, "the state stays; run `terraform init` in each folder"),
    "backend.cloud.hostname": always(STATE, "state does not move by itself"),
}
