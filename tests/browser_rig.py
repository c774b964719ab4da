"""A phone's browser for tests: Chromium without a window, driven over its DevTools pipe.

No driver library: the protocol is JSON with a zero byte behind each message, on two file
descriptors. Everything is found by selectors and touched where it is drawn, so a page works
here only if it works for a finger, with scripts or without.
"""

from __future__ import annotations

import base64
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from counter_app.demo.citizen import font_config

#: A usual phone, in CSS pixels.
PHONE = (390, 844)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: The browser reads from descriptor 3 and writes to 4.
_TRAMPOLINE = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)


class NoBrowser(Exception):
    """There is no Chromium on this machine; the message says so."""


def chromium() -> str:
    """Where the browser is."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise NoBrowser("没有 Chromium，手机页面的测试跳过（apt-get install chromium）")


class Failed(Exception):
    """The browser refused a command."""


class Browser:
    """One running browser. Use :func:`browser`."""

    def __init__(self, folder: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [
            chromium(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
            f"--user-data-dir={folder}",
            "--remote-debugging-pipe",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TRAMPOLINE, str(to_browser), str(from_browser), *command],
            pass_fds=(to_browser, from_browser),
            env={**os.environ, "FONTCONFIG_FILE": str(font_config(folder))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._out)
        os.close(self._in)

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept for :meth:`wait`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            heard = self._read()
            if heard.get("id") != self._number:
                self._events.append(heard)
                continue
            if "error" in heard:
                raise Failed(f"{method}: {heard['error']['message']}")
            return dict(heard["result"])

    def wait(self, method: str, session: str) -> dict[str, Any]:
        """The next event of this name, which may have happened already."""
        while True:
            for at, event in enumerate(self._events):
                if event.get("method") == method and event.get("sessionId") == session:
                    del self._events[at]
                    return dict(event["params"])
            self._events.append(self._read())

    def forget(self, session: str) -> None:
        """Events of before are nobody's answer any more."""
        self._events = [each for each in self._events if each.get("sessionId") != session]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            part = os.read(self._in, 1 << 16)
            if not part:
                raise Failed("the browser went away")
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    @contextmanager
    def phone(
        self,
        *,
        scripts: bool = True,
        dark: bool = False,
        text: int = 16,
        size: tuple[int, int] = PHONE,
    ) -> Iterator[Phone]:
        """A fresh phone without cookies or history. ``text``: its usual type size in pixels."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        made = Phone(self, attached["sessionId"], size)
        made.call("Page.enable")
        made.call("DOM.enable")
        made.call("Network.enable")
        made.call("Emulation.setTouchEmulationEnabled", enabled=True)
        made.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        made.call("Emulation.setEmulatedMedia", features=[scheme])
        made.call("Page.setFontSizes", fontSizes={"standard": text, "fixed": text})
        try:
            yield made
        finally:
            self.call("Target.disposeBrowserContext", browserContextId=context)


class Phone:
    """One page on one phone."""

    def __init__(self, browser: Browser, session: str, size: tuple[int, int]) -> None:
        self._browser = browser
        self._session = session
        self._size = size
        self.status = 0
        self._metrics(size[1])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **params)

    def open(self, url: str) -> None:
        """Go there; returns once the page has loaded."""
        self._browser.forget(self._session)
        self.call("Page.navigate", url=url)
        self._loaded()

    def tap(self, selector: str) -> None:
        """Touch the middle of what this selector finds, as a finger would."""
        x, y = self._middle(selector)
        spot = {"x": x, "y": y}
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[spot])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def send(self, selector: str = "button") -> None:
        """Touch it and wait for the page that follows."""
        self._browser.forget(self._session)
        self.tap(selector)
        self._loaded()

    def type(self, selector: str, text: str) -> None:
        """Write into a line or a field."""
        self.call("DOM.focus", nodeId=self._node(selector))
        self.call("Input.insertText", text=text)

    def value(self, selector: str) -> str:
        """What stands in a field now."""
        return str(self._property(selector, "value"))

    def checked(self, selector: str) -> bool:
        return bool(self._property(selector, "checked"))

    def shown(self, selector: str) -> bool:
        """Whether it is drawn anywhere."""
        try:
            self.call("DOM.getBoxModel", nodeId=self._node(selector))
        except Failed:
            return False
        return True

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of its border, in CSS pixels."""
        model = self.call("DOM.getBoxModel", nodeId=self._node(selector))["model"]
        left, top = model["border"][:2]
        return left, top, model["width"], model["height"]

    def words(self, selector: str = "body") -> str:
        """The words in it that are drawn, with single blanks."""
        return " ".join(str(self._property(selector, "innerText")).split())

    def width(self) -> float:
        """How wide the page really is, in CSS pixels: wider than the phone means scrolling."""
        return float(self.call("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def picture(self, out: Path, *, whole: bool = True) -> None:
        """A PNG of the screen, or of the whole page as a very tall phone would show it."""
        if whole:
            height = float(self.call("Page.getLayoutMetrics")["cssContentSize"]["height"])
            self._metrics(math.ceil(height))
        taken = self.call("Page.captureScreenshot", format="png")
        out.write_bytes(base64.b64decode(taken["data"]))
        if whole:
            self._metrics(self._size[1])

    def _metrics(self, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=self._size[0],
            height=height,
            deviceScaleFactor=2,
            mobile=True,
        )

    def _loaded(self) -> None:
        while True:
            heard = self._browser.wait("Network.responseReceived", self._session)
            if heard["type"] == "Document":
                self.status = int(heard["response"]["status"])
                break
        self._browser.wait("Page.loadEventFired", self._session)

    def _node(self, selector: str) -> int:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        found = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        if not found:
            raise Failed(f"nothing on the page is {selector}")
        return int(found)

    def _middle(self, selector: str) -> tuple[float, float]:
        node = self._node(selector)
        self.call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        quad = self.call("DOM.getContentQuads", nodeId=node)["quads"][0]
        return sum(quad[0::2]) / 4, sum(quad[1::2]) / 4

    def _property(self, selector: str, name: str) -> Any:
        found = self.call("DOM.resolveNode", nodeId=self._node(selector))["object"]["objectId"]
        read = self.call(
            "Runtime.callFunctionOn",
            objectId=found,
            functionDeclaration=f"function() {{ return this.{name} }}",
            returnByValue=True,
        )
        return read["result"].get("value")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with an empty profile. Raises :class:`NoBrowser` where there is none."""
    chromium()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Browser(Path(folder))
        try:
            made.call("Browser.getVersion")
        except (Failed, OSError) as error:
            made.close()
            raise NoBrowser("Chromium 启动不了，手机页面的测试跳过") from error
        try:
            yield made
        finally:
            made.close()
