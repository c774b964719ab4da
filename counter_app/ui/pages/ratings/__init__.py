"""Ratings and what becomes of the bad ones: lanes of work, a list of all, figures of a time."""

from counter_app.ui.pages.ratings.page import RatingsPage

PAGE = RatingsPage

__all__ = ["PAGE", "RatingsPage"]
