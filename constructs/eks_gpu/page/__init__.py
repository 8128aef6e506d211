"""The report page: a cluster for those who look rather than read, as one HTML file or as a drawing.

Data flows one way here too: `subject` is what a page is about, `drawing` and `posture` show parts of it, `sections` put
them into words and tables, `cluster` and `fleet` into pages. Only `markup` escapes text.
"""

from __future__ import annotations

from eks_gpu.page.cluster import cluster_page
from eks_gpu.page.day import simulated_day
from eks_gpu.page.drawing.cluster import standalone
from eks_gpu.page.edits import Edits, edits_of
from eks_gpu.page.fleet import fleet_page
from eks_gpu.page.subject import Day, Subject

__all__ = ["Day", "Edits", "Subject", "cluster_page", "edits_of", "fleet_page", "simulated_day", "standalone"]
