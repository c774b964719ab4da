"""The QApplication of the counter: Chinese dialogs, our look, collection on this thread."""

from __future__ import annotations

import os
import sys
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from counter_app.settings import APP_NAME, APP_TITLE
from counter_app.ui import look as looks
from counter_app.ui.gc import MainThreadCollector
from counter_app.ui.theme import fonts

#: Property of the application: why Chinese cannot be typed here, "" when it can.
INPUT_TROUBLE = "inputTrouble"
#: The same style everywhere. As an argument: ``setStyle`` would hand the style object out, and
#: making its class for Python takes a tenth of the whole start.
_STYLE = ("-style", "Fusion")


def make_application(
    arguments: list[str] | None = None, look: looks.Look | None = None
) -> QApplication:
    """The one application, dressed as was chosen for this PC. Call :func:`settle` once the
    first window is shown."""
    look = look or looks.Look()
    looks.scale(look)
    input_trouble = ""
    if sys.platform.startswith("linux"):
        # Qt warns, and sorts and encodes wrongly, without a UTF-8 locale.
        os.environ.setdefault("LANG", "C.UTF-8")
        if os.environ.get("QT_IM_MODULE"):  # elsewhere there is nothing to look at
            from counter_app.ui import input_method

            input_trouble = input_method.prepare()
    application = QApplication([*(arguments or sys.argv[:1]), *_STYLE])
    application.setProperty(INPUT_TROUBLE, input_trouble)
    dress(application, look)
    collector = MainThreadCollector(application)
    application.aboutToQuit.connect(collector.stop)
    return application


def dress(application: QApplication, look: looks.Look | None = None) -> None:
    """Name, fonts and look of an application."""
    application.setApplicationName(APP_NAME)
    application.setApplicationDisplayName(APP_TITLE)
    looks.wear(application, look or looks.Look())


def settle(application: QApplication) -> None:
    """After the first window: rare characters, Chinese menus, an end to the collector's view of
    start-up.

    Runs when the event loop is free, so that the person can type already.
    """
    QTimer.singleShot(0, application, partial(complete, application))
    collector = application.findChild(MainThreadCollector)
    if collector is not None:
        QTimer.singleShot(2000, collector, collector.settle)


def complete(application: QApplication) -> None:
    """The font of rare characters, and Qt's own texts (menus of editors) in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    fonts.load_rare_font()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
