"""Filling the demonstration the real way: keys, founding, reports through the intake, the courier, the registrars' work, the worker."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from kniha.book.access.models import Registrar
from kniha.book.access.queries import compartment_titled
from kniha.book.evidence.models import Exhibit
from kniha.book.journal.acting import Hand
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements.models import Statement
from kniha.conf.key_files import write_keys
from kniha.conf.keys import KeyFolder
from kniha.conf.new_keys import new_keys
from kniha.remote.filing import file_envelope
from kniha.runs.demonstration import folder, outsiders, staff
from kniha.runs.demonstration.camera_work import know_cameras, know_yard
from kniha.runs.demonstration.case_work import prepare_case_file
from kniha.runs.demonstration.children import KNIHA, Children
from kniha.runs.demonstration.deployed_work import know_deployments, know_losses
from kniha.runs.demonstration.medical_work import write_reports
from kniha.runs.demonstration.office_work import Office, conclude_incidents, read_reports
from kniha.runs.demonstration.public_work import RELEASED, let_out
from kniha.runs.demonstration.radio_work import know_radio
from kniha.runs.demonstration.sending import seal_for_nobody_here, seal_report
from kniha.runs.demonstration.story import ZONE, Story, ToldReport, load_story
from kniha.runs.importing.mapping import parse_mapping
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.run import import_rows
from kniha.seal.recipients import parse_recipient
from kniha.vocab.errors import ConfigurationError
from kniha.vocab.ids import new_id

NAMES = {"be": "Кніга (дэманстрацыя)", "ru": "Книга (демонстрация)", "en": "Kniha (demonstration)"}
_OTHER_COMPARTMENT = "Рэгіёны"
_TIMEOUT = 30.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filling:
    """What the filling is given: the folder, where its intake answers, its children, and whom it tells how far it is."""

    home: Path
    intake_url: str
    children: Children
    say: Say

    @property
    def keys(self) -> KeyFolder:
        """The demonstration's keys."""
        return KeyFolder(self.home / "keys", demo=True)


def fill(filling: Filling) -> None:
    """Fill the folder from nothing. Django must have been started for it."""
    story = load_story()
    filling.say("making keys, witnesses and tables")
    write_keys(filling.keys.path, new_keys(NAMES, random_bytes=secrets.token_bytes, passphrase=None))
    outsiders.make_witnesses(filling.home, filling.children)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    filling.say("founding the register, enrolling its registrars")
    registrars = _found(filling)
    statements = _receive(filling, story)
    _work(filling, story, registrars, statements)
    filling.say("importing a list of another town")
    _import_regions()
    filling.say("views of the files, the index")
    filling.children.run("worker", [KNIHA, "worker", "--once"])
    connections.close_all()


def _found(filling: Filling) -> Mapping[str, Registrar]:
    registrars = staff.found_office(_process("register"), filling.keys.register().register.hex())
    lines = (
        f"{one.colleague.name}\n  signs in as {one.colleague.username}, password {one.password}\n  {one.colleague.may}\n"
        for one in staff.give_access(registrars)
    )
    folder.keep_secret(filling.home / folder.SIGN_INS, "".join(lines))
    return registrars


def _receive(filling: Filling, story: Story) -> Mapping[str, Statement]:
    """Send every report, and one envelope that is not for us; return the statements they became, by the story's key."""
    filling.say(f"sealing {len(story.reports)} reports and filing them at the intake")
    filling.children.start("intake", [KNIHA, "intake"])
    filling.children.wait_for("intake", filling.intake_url)
    digests = {report.key: _file(filling, _sealed(filling, report)) for report in story.reports}
    _file(filling, seal_for_nobody_here(story.reports[0], random_bytes=secrets.token_bytes))
    filling.say("the courier brings them into the book")
    filling.children.run("courier", [KNIHA, "courier", "--once"])
    return {key: Statement.objects.get(envelope=digest) for key, digest in digests.items()}


def _sealed(filling: Filling, report: ToldReport) -> bytes:
    public = filling.keys.register()
    return seal_report(report, register=public.register, recipient=parse_recipient(public.recipient), random_bytes=secrets.token_bytes)


def _file(filling: Filling, envelope: bytes) -> str:
    return file_envelope(filling.intake_url, envelope, envelope_id=new_id(secrets.token_bytes), timeout=_TIMEOUT)


def _work(filling: Filling, story: Story, registrars: Mapping[str, Registrar], statements: Mapping[str, Statement]) -> None:
    now = _process("register")
    office = Office(
        clerk=staff.hand_of(registrars["viera"], now),
        investigator=staff.hand_of(registrars["michas"], now),
        lawyer=staff.hand_of(registrars["zoja"], now),
        medic=staff.hand_of(registrars["tamara"], now),
        person_recipient=filling.keys.person_recipient().text,
        person_keys=PersonKeys(filling.keys.person_identities(_nobody_to_ask)[0].text),
    )
    filling.say("the clerk reads and codes")
    coded = read_reports(office, story.reports, statements)
    filling.say(f"the investigator concludes {len(story.incidents)} incidents, the lawyer reviews")
    incidents = {}
    for told, incident in zip(story.incidents, conclude_incidents(office, story.incidents, coded), strict=True):
        incidents[told.key] = incident
        filling.children.check()
    filling.say("cameras, and footage that will be lost")
    place = next(iter(incidents.values())).compartment
    know_cameras(office.investigator, office.lawyer, place)
    know_yard(office.investigator, incidents["yard"], Exhibit.objects.get(original_name="двор з акна.mp4"))
    filling.say("units, a call sign, what was heard on the air")
    units = know_radio(office.investigator, place)
    filling.say("where the units were")
    know_deployments(office.investigator, units, incidents["van"])
    filling.say("how many left them")
    know_losses(office.investigator, units)
    filling.say("two incidents are released for the public book")
    for key in RELEASED:
        let_out(office.lawyer, staff.hand_of(registrars["palina"], now), incidents[key])
    filling.say("the medic examines, a typed paper is checked")
    write_reports(office, statements, incidents)
    filling.say("a case file for a court is begun")
    prepare_case_file(office.investigator, place, (incidents["yard"], incidents["van"]))


def _import_regions() -> None:
    texts = resources.files(__package__).joinpath("texts")
    mapping = parse_mapping(texts.joinpath("regions.toml").read_text("utf-8"))
    with resources.as_file(texts.joinpath("regions.json")) as path:
        import_rows(_process("importer"), open_list(path, mapping).rows(), mapping, compartment_titled(_OTHER_COMPARTMENT))


def _process(name: str) -> Hand:
    return Hand(None, frozenset(), datetime.now(ZONE), secrets.token_bytes, name)


def _nobody_to_ask(name: str) -> str:
    raise ConfigurationError(f"{name} of the demonstration is under a passphrase")
