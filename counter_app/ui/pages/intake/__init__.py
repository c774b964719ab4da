"""收件: taking a citizen's matter in, with its papers, in one go."""

from counter_app.ui.pages.intake.page import IntakePage

PAGE = IntakePage

__all__ = ["PAGE", "IntakePage"]
