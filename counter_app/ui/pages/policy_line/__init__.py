"""One question about a policy: what was asked and answered, what can be done now."""

from counter_app.ui.pages.policy_line.page import PolicyLinePage

PAGE = PolicyLinePage

__all__ = ["PAGE", "PolicyLinePage"]
