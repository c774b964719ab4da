"""Taking pictures over a page: live picture, the pages so far, everything by one key each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.devices.camera import SECTION, Camera, CameraChoice, CameraInfo, chosen_of
from counter_app.documents.page_edges import Corners
from counter_app.ui import theme
from counter_app.ui.capture.pictures import LivePicture, Strip, edges_of, jpeg_of
from counter_app.ui.capture.shots import CAMERA, Shots
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.devices.camera_qt import QtCamera, multimedia
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.overlay import Overlay

_FILTER = "图片 (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff);;所有文件 (*)"
_NO_CAMERA = "没有找到高拍仪或摄像头。插好后按 K 重新找，也可以按 I 从文件导入图片。"
_KEYS = "R 右转  C 裁边开/关  ←→ 选页  Ctrl+←→ 移动  Del 删除  Ctrl+Z 恢复  K 换摄像头"
#: Narrower than so many letters the second row of buttons gives way to the line of keys.
_WIDE = 62


class CapturePanel(Overlay):
    """``ask(title, done)``: ``done`` gets the pages as pictures, in their order; never called
    when nothing is kept. ``camera``: how a camera is made (for tests)."""

    veil = 255

    def __init__(
        self, counter: Counter, host: QWidget, camera: Callable[[QWidget], Camera] = QtCamera
    ) -> None:
        self._asking = False
        super().__init__(host)
        look = theme.tokens()
        self._counter = counter
        self._make_camera = camera
        self._camera: Camera | None = None
        self._info: CameraInfo | None = None
        self._done: Callable[[tuple[bytes, ...]], object] | None = None
        self._warned = self._wanted = False
        self.shots = Shots(counter.tasks, self)
        self.title = label("", "title", self)
        self.live = LivePicture("摄像头画面", parent=self)
        self.page = LivePicture("选中的一页", fine=True, parent=self)
        self.strip = Strip(self)
        self.hint = label(_KEYS, "small", self)
        self.problem = label("", "problem", self, wrap=True)
        self._second = QWidget(self)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(400)
        self._lay_out(look.space_l, look.space_s)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shots.changed.connect(self.on_shots_changed)
        self.shots.refused.connect(self.problem.setText)

    def ask(self, title: str, done: Callable[[tuple[bytes, ...]], object]) -> None:
        self._done = done
        self._asking = True
        self._warned = self._wanted = False
        self.title.setText(title)
        self.problem.setText("")
        self.shots.clear()
        self.appear()
        self.setFocus()

    # ---- what can be done

    def take(self) -> None:
        """The picture that is seen now becomes a page."""
        image = self.live.image
        if image.isNull():
            self.problem.setText(self.live.words or "摄像头还没有画面，请稍等。")
        else:
            self._new_page(partial(jpeg_of, image))

    def bring(self) -> None:
        """Pictures from files."""
        dialog = QFileDialog(self, "导入图片")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FILTER)
        dialog.filesSelected.connect(self.on_files_chosen)
        dialog.open()

    def on_files_chosen(self, paths: list[str]) -> None:
        for path in paths:
            self._new_page(Path(path).read_bytes)

    def finish(self) -> None:
        """Keep the pages, when the last one is made."""
        self._wanted = self.shots.busy
        if self._wanted:
            self.problem.setText("正在处理最后一页…")
        elif not self.shots.pages:
            self.problem.setText("还没有拍。按空格拍一页，或按 I 导入图片；不拍了按 Esc。")
        else:
            done, pages = self._done, self.shots.pages
            self._end()
            if done is not None:
                done(pages)

    def give_up(self) -> None:
        """Pages that are not kept are warned of once."""
        count = len(self.shots.all)
        if count and not self._warned:
            self._warned = True
            self.problem.setText(f"还有 {count} 页没有保存。按 Enter 保存，再按一次 Esc 放弃。")
        else:
            self._end()

    def another_camera(self) -> None:
        """The next camera, or the same one anew after it was plugged in."""
        if self._camera is None:
            self._begin()
            return
        known = self._camera.cameras()
        if known:
            ids = [each.id for each in known]
            at = ids.index(self._info.id) if self._info and self._info.id in ids else -1
            chosen = known[(at + 1) % len(known)]
            kept = msgspec.structs.replace(self._choice, camera=chosen.id, name=chosen.name)
            self._counter.settings.put(SECTION, kept)
        self._begin()

    # ---- slots

    def on_picture(self, image: QImage) -> None:
        self.live.show_image(image)
        if not self._looking.isActive():
            self._looking.start()
            self._counter.tasks.run(
                CAMERA, partial(edges_of, image), self.on_edges, receiver=self, latest="edges"
            )

    def on_edges(self, corners: Corners | None) -> None:
        if not self.live.image.isNull():
            self.live.show_edges(corners)

    def on_trouble(self, sentence: str) -> None:
        self.live.say(sentence)

    def on_shots_changed(self) -> None:
        shots, shot = self.shots.all, self.shots.shot
        self.strip.show_shots(shots, self.shots.current)
        if shot is None:
            self.page.say("拍下的页显示在这里。")
        elif shot.page is None:
            self.page.say("正在处理…")
        else:
            self.page.show_image(QImage.fromData(shot.page.jpeg))
            if shot.cut and not shot.page.cut:
                self.problem.setText("这一页没有找到纸边，保留了整张照片。深色垫板上更容易找到。")
        if self._wanted and not self.shots.busy:
            self.finish()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        run = self._keys(control).get(Qt.Key(event.key()))
        if run is None:
            super().keyPressEvent(event)
            return
        if event.key() != Qt.Key.Key_Escape:
            self._warned = False
            self.problem.setText("")
        run()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._asking and self._camera is None:
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: the camera is let go. Pages wait for the page to come back."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE * theme.tokens().body
        self._second.setVisible(wide)
        self.hint.setVisible(not wide)

    # ---- inside

    @property
    def _choice(self) -> CameraChoice:
        return self._counter.settings.get(SECTION, CameraChoice)

    def _new_page(self, photo: Callable[[], bytes]) -> None:
        self._warned = False
        self.problem.setText("")
        self.shots.take(photo, cut=self._choice.cut)

    def _begin(self) -> None:
        """The parts are loaded beside the window, it takes a moment the first time."""
        self.live.say("正在打开摄像头…")
        self._counter.tasks.run(
            CAMERA, multimedia, self.on_loaded, self.on_not_loaded, receiver=self, latest="parts"
        )

    def on_not_loaded(self, error: BaseException) -> None:
        self.live.say(said(error))

    def on_loaded(self, _parts: object) -> None:
        if not (self._asking and self.isVisible()):
            return
        if self._camera is None:
            self._camera = self._make_camera(self)
        self._info = chosen_of(self._camera.cameras(), self._choice)
        if self._info is None:
            self.live.say(_NO_CAMERA)
        else:
            self._camera.open(self._info, self.on_picture, self.on_trouble)

    def _stop(self) -> None:
        self._looking.stop()
        if self._camera is not None:
            self._camera.close()
            if isinstance(self._camera, QtCamera):
                self._camera.deleteLater()
            self._camera = None
        self.live.say("")

    def _end(self) -> None:
        self._asking = False
        self._done = None
        self.vanish()
        self.shots.clear()

    def _keys(self, control: bool) -> dict[Qt.Key, Callable[[], object]]:
        key = Qt.Key
        if control:
            return {
                key.Key_Left: partial(self.shots.move, -1),
                key.Key_Right: partial(self.shots.move, 1),
                key.Key_Z: self.shots.restore,
            }
        return {
            key.Key_Space: self.take,
            key.Key_I: self.bring,
            key.Key_R: self.shots.turn,
            key.Key_C: self.shots.switch_cut,
            key.Key_K: self.another_camera,
            key.Key_Delete: self.shots.remove,
            key.Key_Left: partial(self.shots.go, -1),
            key.Key_Right: partial(self.shots.go, 1),
            key.Key_Return: self.finish,
            key.Key_Enter: self.finish,
            key.Key_Escape: self.give_up,
        }

    def _lay_out(self, edge: int, gap: int) -> None:
        def button(text: str, run: Callable[[], object], key: str, variant: str = "") -> Button:
            made = Button(text, run, key=key, variant=variant, parent=self)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are the panel's
            return made

        pictures = QHBoxLayout()
        pictures.setSpacing(gap)
        pictures.addWidget(self.live, 3)
        pictures.addWidget(self.page, 2)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(gap)
        for each in (
            button("右转", self.shots.turn, "R"),
            button("裁边开/关", self.shots.switch_cut, "C"),
            button("前移", partial(self.shots.move, -1), "Ctrl+Left"),
            button("后移", partial(self.shots.move, 1), "Ctrl+Right"),
            button("删除", self.shots.remove, "Del"),
            button("恢复", self.shots.restore, "Ctrl+Z"),
            button("换摄像头", self.another_camera, "K"),
        ):
            second.addWidget(each)
        second.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(gap)
        first.addWidget(button("拍一页", self.take, "Space", "primary"))
        first.addWidget(button("导入图片", self.bring, "I"))
        first.addStretch(1)
        first.addWidget(button("不要了", self.give_up, "Esc"))
        first.addWidget(button("保存", self.finish, "Return", "primary"))
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, gap, edge, gap)
        column.setSpacing(gap)
        column.addWidget(self.title)
        column.addLayout(pictures, 1)
        column.addWidget(self.strip)
        column.addWidget(self.problem)
        column.addWidget(self.hint)
        column.addWidget(self._second)
        column.addLayout(first)
