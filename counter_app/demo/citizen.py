"""The citizen's side of the demo: the URL in a printed QR code, and what a phone shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk import cases
from counter_app.documents.paper import Codes, thaw
from counter_app.errors import Bug
from counter_app.settings import resource
from counter_app.store import queries

if TYPE_CHECKING:
    from counter_app.workplace import Workplace

_PHONE = (390, 844)


def printed_url(place: Workplace, number: str, page: str = "/q/") -> str:
    """The URL on the newest document of a case that carries one: of its progress, or ``/r/`` to
    rate it."""
    state = queries.by_number(place.store, number)
    if state is None:
        raise Bug(f"演练停在：没有办件 {number}")
    for paper in reversed(state.papers):
        act, _ = cases.snapshot(place.desk, state, paper.number)
        for block in thaw(act.snapshot).blocks:
            if isinstance(block, Codes):
                for code in block.codes:
                    if page in code.url:
                        return code.url
    raise Bug(f"演练停在：文书上没有 {page} 的二维码")


def fetch(url: str) -> str:
    """The page behind the code, as text."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            body: bytes = answer.read()
    except urllib.error.URLError as error:
        raise Bug(f"演练停在：群众页面打不开（{error.reason}）") from error
    return body.decode("utf-8")


def picture(url: str, page: str, out: Path) -> None:
    """The page at phone size: by Chromium where there is one, else by Qt's rich text."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is not None and _by_browser(browser, url, out):
        return
    _by_qt(page, out)


def _by_browser(browser: str, url: str, out: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        words = [
            browser,
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *("--no-first-run", "--disable-background-networking", "--disable-sync"),
            *("--disable-component-update", f"--user-data-dir={folder}"),
            *(f"--window-size={_PHONE[0]},{_PHONE[1]}", f"--screenshot={out}", url),
        ]
        environment = {**os.environ, "FONTCONFIG_FILE": str(font_config(Path(folder)))}
        try:
            subprocess.run(words, capture_output=True, timeout=60, check=False, env=environment)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return out.exists()


def font_config(folder: Path) -> Path:
    """A font configuration with the shipped fonts: a bare machine has no Chinese ones."""
    path = folder / "fonts.conf"
    path.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{resource('fonts')}</dir><cachedir>{folder / 'fonts'}</cachedir>"
        "<include ignore_missing='yes'>/etc/fonts/fonts.conf</include></fontconfig>",
        encoding="utf-8",
    )
    return path


def _by_qt(page: str, out: Path) -> None:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QTextBrowser

    view = QTextBrowser()
    view.setHtml(page)
    view.resize(QSize(*_PHONE))
    if not view.grab().save(str(out)):
        raise Bug(f"写不下图片 {out.name}")
