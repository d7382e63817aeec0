"""A folder of keys is made once, read by who may, and refused when it is open, damaged or another's."""

import json
import random

import pytest

from kniha.conf import intake
from kniha.conf.key_files import write_keys
from kniha.conf.keys import CUSTODIAN_KEYS, KeyFolder, read_custodian_key
from kniha.conf.new_keys import new_keys
from kniha.ledger.registers import parse_register
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import HybridIdentity
from kniha.vocab.errors import ConfigurationError, ConflictError, NoMatchError

NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}
WEAK = Passphrase("four words of nobody", work=4)
SECRET = ["courier/register.identity", "courier/request.key", "desk/exhibit.identity", "desk/person.identity", "vault/naming.key",
          "worker/checkpoint.json", "worker/release.json", "custodian/backup.identity", *CUSTODIAN_KEYS]  # fmt: skip


def made(folder, *, passphrase=None, seed=1):
    write_keys(folder, new_keys(NAMES, random_bytes=random.Random(seed).randbytes, passphrase=passphrase))
    return KeyFolder(folder)


def nobody_asks(name):
    raise AssertionError(name)


def readings(keys):
    return {
        "courier/register.identity": lambda: keys.register_identities(nobody_asks),
        "courier/request.key": keys.request_key,
        "desk/exhibit.identity": lambda: keys.exhibit_identities(nobody_asks),
        "desk/person.identity": lambda: keys.person_identities(nobody_asks),
        "vault/naming.key": lambda: keys.vault(keys.path),
        "worker/checkpoint.json": keys.checkpoint_signers,
        "worker/release.json": keys.release_signer,
        "public/register.json": keys.register,
        "public/exhibit.recipient": keys.exhibit_recipient,
        "public/person.recipient": keys.person_recipient,
    }


def test_every_key_fits_its_other_half(tmp_path):
    keys = made(tmp_path)
    register = keys.register()
    assert [identity.recipient.text for identity in keys.register_identities(nobody_asks)] == [register.recipient]
    assert [identity.recipient for identity in keys.exhibit_identities(nobody_asks)] == [keys.exhibit_recipient()]
    assert [identity.recipient for identity in keys.person_identities(nobody_asks)] == [keys.person_recipient()]
    assert tuple(signer.verifier().text for signer in keys.checkpoint_signers()) == register.checkpoint_keys
    assert {signer.name for signer in keys.checkpoint_signers()} == {f"kniha/{register.register.hex()}"}
    assert keys.release_signer().verifier() in register.keys.release_keys
    assert len(keys.vault(tmp_path).naming_key) == 32


def test_each_custodian_gets_a_signing_key_that_the_register_publishes(tmp_path):
    public = made(tmp_path).register().keys
    signers = [read_custodian_key(tmp_path / name, nobody_asks) for name in CUSTODIAN_KEYS]
    assert tuple(key.verifier() for key in signers) == public.custodian_keys
    assert [key.name for key in signers] == [f"kniha/{public.id.hex()}/custodian/{number}" for number in range(1, 6)]


def test_a_custodians_key_opens_with_its_passphrase_wherever_it_lies(tmp_path):
    keys = made(tmp_path / "office", passphrase=WEAK)
    path = (tmp_path / "office" / CUSTODIAN_KEYS[1]).rename(tmp_path / "mine")
    assert read_custodian_key(path, lambda _: WEAK.text).verifier() == keys.register().keys.custodian_keys[1]
    with pytest.raises(NoMatchError, match="mine") as caught:
        read_custodian_key(path, lambda _: "another passphrase")
    assert "another" not in str(caught.value)


NO_KEY = b"0" * 64


@pytest.mark.parametrize(
    "written",
    [
        b"", b"[]", b"\xff", b"age-encryption.org/v1\n", b'{"ed25519":"00","name":"x"}', b'{"ed25519":1,"name":"x"}',
        b'{"ed25519":"%b","name":""}' % NO_KEY, b'{"ed25519":"%b","name":7}' % NO_KEY,
    ],
)  # fmt: skip
def test_what_is_no_custodians_key_is_refused_and_not_shown(tmp_path, written):
    (tmp_path / "key").write_bytes(written)
    with pytest.raises(ConfigurationError, match="key") as caught:
        read_custodian_key(tmp_path / "key", lambda _: "any words at all")
    assert "000" not in str(caught.value)


def test_the_intake_and_the_verifier_read_what_is_public(tmp_path):
    keys = made(tmp_path)
    stated = intake.read(
        {"KNIHA_REGISTER": str(tmp_path / "public/register.json"), "KNIHA_INTAKE_COURIERS": str(tmp_path / "public/courier.keys")}
    )
    assert (stated.register.register, stated.register.names) == (keys.register().register, NAMES)
    assert stated.couriers[0].public_key == keys.request_key().public_key().public_bytes_raw()
    assert len(parse_register((tmp_path / "public/register.json").read_bytes()).checkpoint_keys) == 2


def test_a_sealed_identity_opens_with_its_passphrase(tmp_path):
    keys = made(tmp_path, passphrase=WEAK)
    asked = []
    opened = keys.register_identities(lambda name: asked.append(name) or WEAK.text)
    assert asked == ["courier/register.identity"]
    assert opened[0].recipient.text == keys.register().recipient
    assert keys.is_sealed("desk/person.identity")


def test_an_older_identity_may_stand_below_the_new_one(tmp_path):
    keys = made(tmp_path)
    path = tmp_path / "courier/register.identity"
    path.write_text(f"{path.read_text()}# of 2025\n{HybridIdentity(bytes(32)).text}\n")
    assert len(keys.register_identities(nobody_asks)) == 2


def test_secret_files_are_their_owners_alone(tmp_path):
    made(tmp_path)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in SECRET} == {0o600}
    assert sorted(
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "public"
    ) == sorted(SECRET)


def test_no_key_shows_in_a_repr(tmp_path):
    files = new_keys(NAMES, random_bytes=random.Random(1).randbytes, passphrase=None)
    assert "AGE-SECRET" not in repr(files)
    assert (made(tmp_path).vault(tmp_path).naming_key).hex() not in repr(KeyFolder(tmp_path).vault(tmp_path))


def test_keys_are_never_overwritten(tmp_path):
    made(tmp_path)
    before = (tmp_path / "vault/naming.key").read_bytes()
    (tmp_path / "public/register.json").unlink()
    with pytest.raises(ConflictError):
        made(tmp_path, seed=2)
    assert (tmp_path / "vault/naming.key").read_bytes() == before
    assert not (tmp_path / "public/register.json").exists()


def test_a_register_without_a_name_in_a_language_is_not_made(tmp_path):
    with pytest.raises(ConfigurationError):
        new_keys({"be": "Кніга", "en": "Book"}, random_bytes=random.Random(1).randbytes, passphrase=None)


@pytest.mark.parametrize("name", list(readings(KeyFolder(None))))
def test_a_missing_file_is_named(tmp_path, name):
    keys = made(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ConfigurationError, match=name):
        readings(keys)[name]()


@pytest.mark.parametrize("damage", ["empty", "text", "binary", "json", "cut"])
@pytest.mark.parametrize("name", list(readings(KeyFolder(None))))
def test_a_malformed_file_is_named_and_not_shown(tmp_path, name, damage):
    keys = made(tmp_path)
    path = tmp_path / name
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "text": b"hello", "binary": b"\xff\x00" * 40, "json": b"[1]", "cut": whole[:-7]}[damage])
    with pytest.raises(ConfigurationError) as caught:
        readings(keys)[name]()
    assert name in str(caught.value)
    assert whole[:20].decode(errors="replace") not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602])
@pytest.mark.parametrize("name", [name for name in readings(KeyFolder(None)) if not name.startswith("public/")])
def test_a_key_that_others_may_read_or_write_is_refused_outside_the_demo(tmp_path, name, mode):
    keys = made(tmp_path)
    (tmp_path / name).chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        readings(keys)[name]()
    readings(KeyFolder(tmp_path, demo=True))[name]()


def test_a_wrong_passphrase_opens_nothing_and_is_not_shown(tmp_path):
    keys = made(tmp_path, passphrase=WEAK)
    with pytest.raises(NoMatchError, match=r"courier/register\.identity") as caught:
        keys.register_identities(lambda _: "another passphrase")
    assert "another" not in str(caught.value)


def test_checkpoint_keys_of_another_register_are_refused(tmp_path):
    keys = made(tmp_path / "ours")
    made(tmp_path / "theirs", seed=2)
    (tmp_path / "ours/worker/checkpoint.json").write_bytes((tmp_path / "theirs/worker/checkpoint.json").read_bytes())
    with pytest.raises(ConfigurationError, match="publishes"):
        keys.checkpoint_signers()


def test_a_release_key_of_another_register_is_refused(tmp_path):
    keys = made(tmp_path / "ours")
    made(tmp_path / "theirs", seed=2)
    (tmp_path / "ours/worker/release.json").write_bytes((tmp_path / "theirs/worker/release.json").read_bytes())
    with pytest.raises(ConfigurationError, match="publishes"):
        keys.release_signer()


@pytest.mark.parametrize("name", ["checkpoint_keys", "custodian_keys", "release_keys"])
def test_a_description_with_keys_of_another_register_is_refused(tmp_path, name):
    keys = made(tmp_path / "ours")
    theirs = json.loads((made(tmp_path / "theirs", seed=2).path / "public/register.json").read_text())
    path = keys.path / "public/register.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: theirs[name]}))
    with pytest.raises(ConfigurationError, match=r"public/register\.json"):
        keys.register()


def test_a_description_with_one_custodian_twice_is_refused(tmp_path):
    keys = made(tmp_path)
    path = keys.path / "public/register.json"
    stated = json.loads(path.read_text())
    path.write_text(json.dumps(stated | {"custodian_keys": [*stated["custodian_keys"], stated["custodian_keys"][0]]}))
    with pytest.raises(ConfigurationError, match="twice"):
        keys.register()


def test_the_log_keeps_its_keys_under_a_later_origin(tmp_path):
    public = made(tmp_path).register().keys
    assert public.checkpoint_keys_of(0) == public.checkpoint_keys
    later = public.checkpoint_keys_of(2)
    assert [key.public for key in later] == [key.public for key in public.checkpoint_keys]
    assert {key.name for key in later} == {f"kniha/{public.id.hex()}/2"}


def test_a_recipient_that_is_classic_is_refused(tmp_path):
    keys = made(tmp_path)
    path = tmp_path / "public/register.json"
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"recipient": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"})
    )
    with pytest.raises(ConfigurationError):
        keys.register()
