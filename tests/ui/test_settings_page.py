"""Settings by keys: felt at once, there again at the next start, and one's own password."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter
from desk_rig import MANAGER, Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.store.local_settings import LocalSettings
from counter_app.store.storage_limits import StorageLimits
from counter_app.ui import look as looks, theme
from counter_app.ui.look import Look
from counter_app.ui.pages import settings
from counter_app.ui.pages.settings.sections import SECTIONS
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks, qapp: QApplication) -> Iterator[Window]:
    made = enter(shell, tasks, rig, (settings.PAGE,))
    made.counter.wear = lambda look: looks.wear(qapp, look)
    yield made
    looks.wear(qapp, Look())


def test_every_choice_is_felt_and_kept(window: Window, rig: Rig, qtbot: QtBot) -> None:
    page = window.go(qtbot, "settings")
    path = rig.workplace.settings.path
    assert looks.chosen(path) == Look()
    window.press(qtbot, Key.Key_2)  # the cursor stands in the first field: high contrast
    assert theme.tokens().name == "high_contrast"
    assert looks.chosen(path).name == "high_contrast"
    page.cards[0].form.editor("type").set("特大")
    window.idle(qtbot)
    assert theme.tokens().body == round(14 * 1.25)
    page.cards[0].form.editor("size").set("加倍 200%")
    window.idle(qtbot)
    assert "再打开后生效" in window.notices
    window.press(qtbot, Key.Key_2, ALT)
    page.cards[1].form.editor("idle_minutes").set("五分钟")
    window.idle(qtbot)
    assert looks.chosen(path) == Look("high_contrast", 200, 125, 5, False)
    page.cards[3].form.editor("quota_gib").set("多 5GB")
    window.idle(qtbot)
    assert rig.workplace.settings.get("attachments", StorageLimits) == StorageLimits(5, 90)
    assert rig.store.attachments.quota == 5 * 1024**3


def test_pausing_attachments_is_the_same_as_on_the_sync_page(
    window: Window, rig: Rig, qtbot: QtBot
) -> None:
    page = window.go(qtbot, "settings")
    window.press(qtbot, Key.Key_3, ALT)
    window.press(qtbot, Key.Key_2)
    assert rig.store.attachments.paused
    rig.store.attachments.paused = False
    page.refresh(settings.PAGE.watches)
    window.idle(qtbot)
    assert page.cards[2].form.editor("paused").get() == "自动上传"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda each: each.id)
def test_what_is_chosen_now_is_among_what_is_offered(window: Window, section: type) -> None:
    values = section().read(window.counter)
    for field in section.fields:
        assert field.words_of(values[field.key])
        assert field.value_of(field.words_of(values[field.key])) == values[field.key]


def test_password_card_says_what_is_wrong(window: Window, qtbot: QtBot) -> None:
    page = window.go(qtbot, "settings")
    edits = page.password.edits
    edits["old"].setText("a")
    edits["new"].setText("long enough 1")
    edits["again"].setText("other")
    page.password.change()
    assert page.password.form.row("again").problem == "两次输入的新密码不一样"
    edits["new"].setText("short")
    edits["again"].setText("short")
    page.password.change()
    window.idle(qtbot)
    assert "8 个字符" in page.password.form.row("new").problem


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("", Look()),
        ("[]", Look()),
        ('{"look": 7}', Look()),
        ('{"look": {"name": "pink", "size": 150, "type": "x"}}', Look(size=150)),
        ('{"look": {"size": 151, "idle_minutes": 0, "sound": 1}}', Look()),
        ('{"look": {"name": "high_contrast", "sound": true}}', Look("high_contrast", sound=True)),
    ],
)
def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path, text: str, look: Look) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert looks.chosen(path) == look
    assert looks.chosen(tmp_path / "missing") == Look()


def test_scale_is_told_before_the_application_is_made() -> None:
    told: dict[str, str] = {"QT_SCALE_FACTOR": "1.3"}
    looks.scale(Look(), told)
    assert told == {"QT_SCALE_FACTOR": "1.3"}, "an administrator's factor stays"
    looks.scale(Look(size=175), told)
    assert told == {"QT_SCALE_FACTOR": "1.75"}


def test_look_and_other_sections_share_the_file(tmp_path: Path, window: Window) -> None:
    path = window.rig.workplace.settings.path
    LocalSettings(path).put("attachments", StorageLimits(1, 30))
    SECTIONS[0]().keep(window.counter, {"size": 125})
    assert json.loads(path.read_bytes())["attachments"] == {"quota_gib": 1, "keep_days": 30}
    assert looks.chosen(path).size == 125
