"""抄录: a case's fields one after the other into a department's own system (二次录入)."""

from counter_app.ui.copy_over.run import CopyRun

__all__ = ["CopyRun"]
