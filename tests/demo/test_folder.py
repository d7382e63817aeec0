"""The demonstration's folder is whole or not there, and nothing is removed that no demonstration has made."""

import subprocess
import sys

import pytest

from kniha.runs.demonstration import folder
from kniha.vocab.errors import ConflictError, RefusedError


@pytest.fixture
def home(tmp_path):
    return tmp_path / "demo"


def filled(home):
    place = folder.begin(home)
    (place / "book").write_text("a register")
    folder.finish(home)
    return home


def test_a_folder_that_was_finished_is_filled(home):
    assert not folder.is_filled(home)
    filled(home)
    assert folder.is_filled(home)
    assert not folder.partial(home).exists()


def test_what_was_begun_and_not_finished_begins_anew(home):
    (folder.begin(home) / "half").write_text("half a register")
    (folder.partial(home) / "keys").mkdir()
    place = folder.begin(home)
    assert [path.name for path in place.iterdir()] == [folder.MARK]
    assert not folder.is_filled(home)


def test_an_empty_folder_may_be_filled(home):
    home.mkdir()
    filled(home)
    assert folder.is_filled(home)


def test_a_demonstration_is_put_away_and_its_place_is_free(home):
    filled(home)
    folder.put_away(home)
    assert not home.exists()
    assert not (folder.begin(home) / "book").exists()


def test_sign_ins_are_for_their_owner_alone(tmp_path):
    folder.keep_secret(tmp_path / "sign-ins.txt", "Вера\n")
    assert (tmp_path / "sign-ins.txt").stat().st_mode & 0o777 == 0o600


def test_one_demonstration_at_a_time_works_in_a_folder(home):
    with folder.held(home), pytest.raises(ConflictError, match="another demonstration"), folder.held(home, patience=0):
        pass
    with folder.held(home, patience=0):
        pass


def test_the_lock_lives_as_long_as_a_child_that_has_it(home):
    with folder.held(home) as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock])
    with pytest.raises(ConflictError), folder.held(home, patience=0):
        pass
    child.communicate(b"\n")
    with folder.held(home, patience=0):
        pass


@pytest.mark.parametrize("work", [folder.is_filled, folder.put_away])
def test_a_folder_of_somebody_else_is_refused_and_stays(home, work):
    home.mkdir()
    (home / "letters").write_text("not ours")
    with pytest.raises(RefusedError, match="--home"):
        work(home)
    assert (home / "letters").read_text() == "not ours"


def test_a_folder_of_somebody_else_beside_it_is_not_removed(home):
    folder.partial(home).mkdir()
    (folder.partial(home) / "letters").write_text("not ours")
    with pytest.raises(RefusedError):
        folder.begin(home)
    assert (folder.partial(home) / "letters").exists()


def test_a_link_out_of_the_folder_is_not_followed_when_it_is_removed(home, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letters").write_text("not ours")
    (folder.begin(home) / "link").symlink_to(outside)
    folder.begin(home)
    assert (outside / "letters").exists()
