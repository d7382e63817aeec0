"""`kniha doctor` finds what is wrong, says it in words, and changes nothing."""

import shutil

import pytest
from tests.courier.places import admit_specialists, kniha, run
from tests.worker.test_worker import ENTER, SIGN, put_back

from kniha.runs.drawing import recogniser
from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import HybridIdentity

IDENTITIES = ("courier/register.identity", "desk/exhibit.identity", "desk/person.identity")
SQL = "import sys, django; django.setup(); from django.db import connection; connection.cursor().execute(sys.argv[1])"


@pytest.fixture
def sealed(home):
    """An office as it should be: identities under a passphrase."""
    for name in IDENTITIES:
        path = home / "keys" / name
        path.write_bytes(
            seal_under_passphrase(path.read_bytes(), Passphrase("four words", work=4), random_bytes=lambda size: b"\x07" * size)
        )
    return home


def wrong(done):
    return [line.removeprefix("WRONG  ") for line in done.stdout.splitlines() if line.startswith("WRONG")]


def test_an_office_in_order_is_told_so(sealed):
    assert kniha(sealed, "worker", "--once", typed="four words\n" * 2).returncode == 0
    done = kniha(sealed, "doctor")
    assert (wrong(done), done.returncode, done.stderr) == ([], 0, "")
    assert done.stdout.endswith("nothing is wrong\n")


def test_whether_scans_can_be_read_here_is_told(sealed):
    said = kniha(sealed, "doctor").stdout
    assert ("good   files: letters in pictures are recognised by tesseract 5" in said) is (recogniser() is not None)
    assert ("hint   files: no recogniser of letters here" in said) is (recogniser() is None)


def test_that_no_specialist_reads_is_told(sealed):
    told = "hint   book: no compartment receives reports for a specialist"
    assert told in kniha(sealed, "doctor").stdout
    admit_specialists(sealed)
    assert told not in kniha(sealed, "doctor").stdout


def test_a_demo_may_have_plain_keys(home):
    assert kniha(home, "doctor", KNIHA_DEMO="1").returncode == 0
    done = kniha(home, "doctor")
    assert done.returncode == 1
    assert wrong(done) == [
        f"keys: {name} is without a passphrase, which is for the demo alone (docs/spec/keys.md, rule 3)" for name in IDENTITIES
    ]


def test_keys_that_are_not_on_this_host_are_a_hint(sealed):
    shutil.rmtree(sealed / "keys/courier")
    done = kniha(sealed, "doctor")
    assert done.returncode == 0
    assert "hint   keys: courier/register.identity is not on this host; courier cannot run here" in done.stdout


def open_a_key(home):
    (home / "keys/worker/checkpoint.json").chmod(0o644)


def swap_an_identity(home):
    (home / "keys/desk/person.identity").write_text(HybridIdentity(bytes(32)).text)


def drop_a_trigger(home):
    assert run(home, SQL, "DROP TRIGGER kniha_entry_no_delete").returncode == 0


def forget_a_migration(home):
    assert run(home, SQL, "DELETE FROM django_migrations WHERE app = 'book'").returncode == 0


def take_the_database_away(home):
    (home / "book.sqlite3").unlink()


def damage_the_database(home):
    (home / "book.sqlite3").write_bytes(b"no database" * 1000)


def put_a_file_for_the_vault(home):
    (home / "vault").write_bytes(b"")


def open_the_home(home):
    home.chmod(0o755)
    (home / "book.sqlite3").chmod(0o644)


def put_back_an_older_database(home):
    older = shutil.copy(home / "book.sqlite3", home / "older")
    assert run(home, ENTER).returncode == 0
    assert run(home, SIGN).returncode == 0
    put_back(older, home)


def cut_the_register(home):
    path = home / "keys/public/register.json"
    path.write_bytes(path.read_bytes()[:-5])


FAULTS = {
    open_a_key: "worker/checkpoint.json is open to other users of this host",
    swap_an_identity: "desk/person.identity does not open what is sealed to the public recipient",
    drop_a_trigger: "the trigger kniha_entry_no_delete and perhaps others are missing",
    forget_a_migration: "migrations wait",
    take_the_database_away: "database: there is none yet",
    damage_the_database: "database: it did not answer (DatabaseError)",
    put_a_file_for_the_vault: "vault: the vault's disk did not answer: Not a directory",
    open_the_home: "book.sqlite3 and its folder are open to other users",
    put_back_an_older_database: "heads: the database was put back: it has 2 entries, and a head of 3 was signed",
    cut_the_register: "keys: public/register.json: a register's description is JSON",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_is_wrong_is_named(sealed, fault):
    sealed.chmod(0o700)
    fault(sealed)
    done = kniha(sealed, "doctor")
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert any(FAULTS[fault] in words for words in wrong(done)), done.stdout


@pytest.mark.parametrize(
    "setting",
    [
        ("KNIHA_DESK_PORT", "many"),
        ("KNIHA_COLOUR", "red"),
        ("KNIHA_ZONE", "Europe/Nowhere"),
        ("KNIHA_HEADS_EVERY", "7000"),
        ("KNIHA_HEADS_EVERY", "0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(sealed, setting):
    done = kniha(sealed, "doctor", **dict([setting]))
    assert done.returncode == 1
    assert setting[0] in wrong(done)[0]


def test_a_tally_that_lies_is_found(home):
    lie = "INSERT INTO book_tally ('table', compartment, state, count) VALUES ('person', 'x', '', 7)"
    assert run(home, SQL, lie).returncode == 0
    (found,) = wrong(kniha(home, "doctor", KNIHA_DEMO="1"))
    assert found.startswith("database: a list would tell another number of rows than it has")


def test_a_unit_that_is_found_by_a_word_it_does_not_have_is_told(home):
    lie = "INSERT INTO book_unitword (name_id, unit_id, lies, word, \"of\") VALUES ('x', 'y', '', 'd180', 1)"
    assert run(home, SQL, lie).returncode == 0
    (found,) = wrong(kniha(home, "doctor", KNIHA_DEMO="1"))
    assert found.startswith("database: units are not listed or found by their names")


def test_a_folder_of_mappings_that_cannot_be_read_is_told(home, tmp_path):
    (tmp_path / "file").write_text("")
    for named, why in ((tmp_path / "gone", "No such file or directory"), (tmp_path / "file", "Not a directory")):
        (found,) = wrong(kniha(home, "doctor", KNIHA_DEMO="1", KNIHA_MAPPINGS=str(named)))
        assert found == f"lists: the folder of mappings, {named}, cannot be read: {why}"


def test_a_mapping_that_is_not_offered_is_told_with_what_is_wrong_with_it(home):
    (home / "mappings").mkdir()
    (home / "mappings/ours.toml").write_text('source = "ours"\nunknown = 1\n')
    done = kniha(home, "doctor", KNIHA_DEMO="1")
    assert (done.returncode, wrong(done)) == (0, [])
    assert "hint   lists: the mapping ours is not offered: " in done.stdout


def test_mappings_beyond_those_that_are_offered_are_told(home):
    (home / "mappings").mkdir()
    for number in range(201):
        (home / f"mappings/{number}.toml").write_text("")
    (found,) = wrong(kniha(home, "doctor", KNIHA_DEMO="1"))
    assert found.endswith("and the first 200 alone are offered")
