"""惠企政策咨询: write a question down in a few keys, and see what waits for whom."""

from counter_app.ui.pages.policies.page import PoliciesPage

PAGE = PoliciesPage

__all__ = ["PAGE", "PoliciesPage"]
