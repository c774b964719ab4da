"""归档: ended cases, what their files still lack, putting many away at once."""

from counter_app.ui.pages.archive.page import ArchivePage

PAGE = ArchivePage

__all__ = ["PAGE", "ArchivePage"]
