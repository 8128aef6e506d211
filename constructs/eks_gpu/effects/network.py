"""The network: zones, internet access, endpoints and flow logs."""

from eks_gpu.effects.effect import ON_EXISTING, Edits, Effect, always, changed, entries, switched

CREATES, IN_PLACE, DELETES, REFUSED = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES, Effect.REFUSED

_OVER_ALL = switched(Effect.REPLACES_GROUP, Effect.REPLACES_GROUP, "EKS cannot change the subnets of a node group")
_OF_OTHERS = always(Effect.NOTHING, "it tells `check` how the VPC CNI of others gives addresses")

NETWORK = {
    "network": changed(REFUSED, "a cluster cannot leave its VPC"),
    "network.zones": Edits(
        set=IN_PLACE,
        change=REFUSED,
        unset=DELETES,
        why="appending a zone moves no subnet; removing a zone deletes its nodes",
    ).when("a group with `max` that names no zones", _OVER_ALL),
    "network.cidr": always(REFUSED, "a cluster cannot leave its VPC"),
    "network.nat": switched(IN_PLACE, DELETES, "nodes reach the internet from other addresses").when(
        "`none`", switched(DELETES, CREATES, "nodes lose the internet")
    ),
    "network.endpoints": entries(CREATES, DELETES, DELETES, "open connections to the service drop"),
    "network.secondary_cidrs": entries(CREATES, DELETES, DELETES, "AWS removes a block only after its subnets"),
    "network.pod_subnets": entries(IN_PLACE, REFUSED, DELETES, "nodes that already run keep the addresses of before")
    .when(
        "of an existing VPC",
        entries(IN_PLACE, IN_PLACE, Effect.NOTHING, "nodes that already run keep the addresses of before"),
    )
    .when(ON_EXISTING, _OF_OTHERS),
    "network.prefix_delegation": entries(
        IN_PLACE, IN_PLACE, Effect.NOTHING, "nodes that already run keep their pod limit; `false` turns it off"
    ).when(ON_EXISTING, _OF_OTHERS),
    "network.service_cidr": Edits(
        set=Effect.REPLACES_CLUSTER,
        change=Effect.REPLACES_CLUSTER,
        unset=Effect.NOTHING,
        why="only a new cluster takes it; the provider keeps the old value",
    ),
    "network.flow_logs": switched(Effect.LOSES_DATA, CREATES, "the log group contains 30 days of records"),
    "network.vpc_id": changed(REFUSED, "a cluster cannot leave its VPC"),
    "network.private_subnets": entries(
        CREATES, Effect.REPLACES_GROUP, DELETES, "EKS cannot change the subnets of a node group"
    ).when("of the first two zones", Edits(unset=REFUSED, why="the control plane stays in its zones")),
}
