from __future__ import annotations

from pathlib import Path

import pytest
from cli_rig import Commands, County, enrol, make_county


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    return make_county(f"sqlite:///{folder}/county.db")


@pytest.fixture
def commands(county: County, tmp_path: Path) -> Commands:
    """An enrolled town counter; the county is gone again, so everything happens offline."""
    with county.serving():
        return enrol(county, tmp_path / "profile")


@pytest.fixture
def offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
