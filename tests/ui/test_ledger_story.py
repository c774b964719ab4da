"""Acts of every ledger have words, and those of ratings never tell who rated."""

from __future__ import annotations

import pytest
from rating_samples import SAMPLES

from counter_app.models.acts import HELP_ACTS, POLICY_ACTS, RATING_ACTS, TROUBLE_ACTS
from counter_app.ui import ledger_story


@pytest.mark.parametrize("act", [*HELP_ACTS, *POLICY_ACTS, *TROUBLE_ACTS, *RATING_ACTS])
def test_every_act_has_a_heading(act: type) -> None:
    assert ledger_story.HEADINGS[act]
    assert ledger_story.kind_word(act.KIND) == ledger_story.HEADINGS[act]


@pytest.mark.parametrize("act", RATING_ACTS)
def test_a_rating_is_told_without_the_rater(act: type) -> None:
    heading, sentence = ledger_story.told(SAMPLES[act], None)
    assert heading
    assert "13800000000" not in sentence
    assert "王" not in sentence
