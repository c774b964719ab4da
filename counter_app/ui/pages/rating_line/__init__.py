"""One rating: what was said, what became of it, what can be done now."""

from counter_app.ui.pages.rating_line.page import RatingLinePage

PAGE = RatingLinePage

__all__ = ["PAGE", "RatingLinePage"]
