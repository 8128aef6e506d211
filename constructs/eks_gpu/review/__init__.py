"""A plan that a person can judge: the output of `terraform show -json`, sorted by its effect on a GPU cluster.

Pure: no engine, no terraform, nothing looked up. `document` reads, `plan` keeps what is asked for, `fates` says what
becomes of each object, `parts` where it belongs, `meaning` what that means; `review` puts it together.
"""

from eks_gpu.review.document import UnreadableError, parse, read, read_stream
from eks_gpu.review.fates import Fate, Level
from eks_gpu.review.plan import Plan, plan
from eks_gpu.review.review import Review, review

__all__ = [
    "Fate",
    "Level",
    "Plan",
    "Review",
    "UnreadableError",
    "parse",
    "plan",
    "read",
    "read_stream",
    "review",
]
