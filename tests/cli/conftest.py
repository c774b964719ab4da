from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cli_rig import TOWN, Commands, County, environment
from county_rig import CountyRig

from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol

sys.path.insert(0, str(Path(__file__).parent))

from saying import Say, sayer

#: 高龄津贴申领 of the towns: an item that a village and a town meet every week.
ITEM = "11421321MB9026282R5000511004000"


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> CountyRig:
    """The county of sample data, for a thread of this process."""
    return CountyRig.sample(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def county(rig: CountyRig) -> County:
    """The same county for the commands."""
    return County(rig.database_url, msgspec.to_builtins(rig.staff), environment())


@pytest.fixture(scope="session")
def enrolled(rig: CountyRig, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """A town counter as it is after enrolment. Nobody works on it: it is copied."""
    person = rig.person_at(TOWN)
    profile = tmp_path_factory.mktemp("enrolled") / "profile"
    with rig.serve() as server:
        enrol(Profile(profile), server.url, rig.enrol_code(TOWN))
    password = environment(COUNTER_PASSWORD=person.password)
    return Commands(profile, person.work_no, person.password, password, item=ITEM)


@pytest.fixture
def commands(enrolled: Commands, tmp_path: Path) -> Commands:
    """A new town counter; the county is gone again, so everything happens offline."""
    profile = tmp_path / "profile"
    shutil.copytree(enrolled.profile, profile)
    return replace(enrolled, profile=profile, environment=dict(enrolled.environment))


@pytest.fixture
def say(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, enrolled: Commands
) -> Say:
    """Commands in this process; the password is that of the enrolled counter's clerk."""
    monkeypatch.setenv("COUNTER_PASSWORD", enrolled.password)
    return sayer(capfd)


@pytest.fixture
def offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
