"""The cluster itself: version, access, add-ons, autoscaler and state."""

from eks_gpu.effects.effect import AS_ITS_FIELDS, Effect, always, changed, entries, switched

NOTHING, KEPT, CREATES, IN_PLACE = Effect.NOTHING, Effect.KEPT, Effect.CREATES, Effect.IN_PLACE
DELETES, NODES, GROUP, STATE = Effect.DELETES, Effect.REPLACES_NODES, Effect.REPLACES_GROUP, Effect.MOVES_STATE

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
    "access.kubernetes_auth": always(NOTHING, "how the Kubernetes provider authenticates"),
    "iam": AS_ITS_FIELDS,
    "iam.permissions_boundary": always(
        IN_PLACE, "it limits every role of the cluster at once, including those of running pods"
    ),
    "images": AS_ITS_FIELDS,
    "images.registry": always(IN_PLACE, "the pods that eks-gpu installs restart with images from there"),
    "addons": always(IN_PLACE, "EKS updates the add-on, and its pods restart").when(
        "`existing` or `none`", switched(DELETES, CREATES, "EKS deletes the add-on with its pods")
    ),
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
