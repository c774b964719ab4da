"""Sign-in and the lock: the first thing shown, so it imports nothing heavy."""

from counter_app.ui.pages.signin.page import SignInPage
from counter_app.ui.pages.signin.standing import Standing, standing_of

__all__ = ["SignInPage", "Standing", "standing_of"]
