"""Metrics, alarms and their exporters."""

from eks_gpu.effects.effect import AS_ITS_FIELDS, Effect, always, entries, switched

CREATES, IN_PLACE, DELETES = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES

MONITORING = {
    "monitoring": AS_ITS_FIELDS,
    "monitoring.dcgm_exporter": switched(CREATES, DELETES, "the exporter has a pod on every GPU node"),
    "monitoring.profiling": switched(IN_PLACE, IN_PLACE, "the exporter's pods restart"),
    "monitoring.cloudwatch": switched(CREATES, Effect.LOSES_DATA, "the log group contains 30 days of events"),
    "monitoring.alarm_topics": entries(
        CREATES, IN_PLACE, DELETES, "adding the first topic creates the alarms, removing the last deletes them"
    ),
    "monitoring.alerts": AS_ITS_FIELDS,
    "monitoring.alerts.idle_percent": always(
        IN_PLACE, "the CloudWatch alarms get other thresholds; print Prometheus rules again"
    ),
    "monitoring.alerts.idle_for": always(
        IN_PLACE, "the CloudWatch alarms get other periods; print Prometheus rules again"
    ),
    "monitoring.alerts.pending_for": always(
        IN_PLACE, "the CloudWatch alarms get other periods; print Prometheus rules again"
    ),
}
