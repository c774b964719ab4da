"""A section as a card: a row of choices for every field, kept as soon as one is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.pages.settings.section import Section, Values
from counter_app.ui.spec_form import SpecForm
from counter_app.ui.widgets.card import Card


class SectionCard(Card):
    """``read`` shows what is chosen now."""

    def __init__(self, counter: Counter, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(section.title, section.icon, parent)
        self._counter = counter
        self.section = section
        self._shown: dict[str, str] = {}
        self._filling = False
        specs = [
            FieldSpec(each.key, each.title, "choice", choices=tuple(c.words for c in each.choices))
            for each in section.fields
        ]
        hints = {each.key: each.hint for each in section.fields if each.hint}
        today = counter.desk.today
        self.form = SpecForm(specs, today, hints=hints, label_width=7, parent=self)
        self.form.build()
        self.form.changed.connect(self.on_changed)
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def read(self) -> None:
        job = partial(self.section.read, self._counter)
        self._counter.tasks.run_read(job, self.on_read, latest=f"settings.{self.section.id}")

    def on_read(self, values: Values) -> None:
        shown = {each.key: each.words_of(values[each.key]) for each in self.section.fields}
        self._fill(shown)

    def on_changed(self) -> None:
        if self._filling:
            return
        written = self.form.written()
        changed = [key for key, words in written.items() if words != self._shown.get(key)]
        if not changed:
            return
        if any(not written[key] for key in changed):
            self._fill(self._shown)  # a choice cannot be emptied
            return
        values = {
            each.key: each.value_of(written[each.key])
            for each in self.section.fields
            if written[each.key]
        }
        self._shown = written
        job = partial(self.section.keep, self._counter, values)
        kept = partial(self._kept, values, changed[0])
        self._counter.tasks.run_write(job, kept, self.on_failed, receiver=self)

    def on_failed(self, error: BaseException) -> None:
        self._counter.notify("error", said(error))
        self.read()

    def _kept(self, values: Values, key: str, _result: object) -> None:
        self.section.apply(self._counter, values)
        self._counter.notify("success", self.section.told(key))

    def _fill(self, shown: dict[str, str]) -> None:
        self._shown = shown
        self._filling = True
        try:
            self.form.set_values(shown)
        finally:
            self._filling = False
