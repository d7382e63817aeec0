"""The story that the demonstration tells: it hangs together, and nobody real could be found by it."""

import io
import re
from importlib import resources

import pytest

from kniha.book.medicine import rules
from kniha.media.findings import Finding
from kniha.media.images import read_image
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.tellings import About
from kniha.media.texts import read_plain
from kniha.media.videos import read_video
from kniha.runs.demonstration import medical_work, staff, story
from kniha.runs.demonstration.files import make_file
from kniha.seal.reports import Consent, Report
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError

STORY = story.load_story()
FILES = [file for report in STORY.reports for file in report.files]
PHOTOGRAPHS = [file for file in FILES if file.make in {"street", "body-chart", "page"}]
TEXTS = sorted(path.name for path in resources.files("kniha.runs.demonstration").joinpath("texts").iterdir())

# Digits that could ring somebody, an address that could be written to, a door that could be knocked at.
PHONE = re.compile(r"\+\d{3}|\d(?:[ ()-]{0,2}\d){6,}")
# Times, points and names of files, which the story needs.
MACHINES = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?|\d+\.\d{4}, \d+\.\d{4}|(IMG_)?\d{8}_\d{6}")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
FLAT = re.compile(r"\b(кв|кватэра|квартира|flat|apartment|apt)\b\.? ?№?\d|\b(дом|д\.|house|вул|ул)\.? ?№?\d", re.IGNORECASE)


def mention_ids():
    return [mention for report in STORY.reports for account in report.accounts for mention in account.mentions]


def test_the_story_has_the_shape_of_the_first_use():
    languages = [report.language for report in STORY.reports]
    assert (languages.count("be"), languages.count("ru"), languages.count("en")) == (14, 10, 4)
    assert sum(bool(report.accounts) for report in STORY.reports) == 21
    states = [incident.state for incident in STORY.incidents]
    assert {state: states.count(state) for state in set(states)} == {"accepted": 5, "in-review": 3, "returned": 1, "draft": 5}


def test_every_account_tells_of_an_incident_and_every_incident_has_one():
    told = {account.tells for report in STORY.reports for account in report.accounts}
    assert told == {incident.key for incident in STORY.incidents}


def test_times_lie_between_the_9th_and_the_21st_of_august_2020():
    for incident in STORY.incidents:
        assert incident.draft.when.first.astimezone(story.ZONE).date().isoformat() >= "2020-08-09"
        assert incident.draft.when.last.astimezone(story.ZONE).date().isoformat() <= "2020-08-21"


def test_keys_and_mentions_are_named_once():
    keys = [report.key for report in STORY.reports]
    assert len(set(keys)) == len(keys)
    assert len(set(mention_ids())) == len(mention_ids())


def test_a_text_is_read():
    text = next(file for file in FILES if file.make == "text")
    facts, words = read_plain(io.BytesIO(make_file(text)))
    assert facts.findings == ()
    assert "не согласен" in words


def test_what_incidents_name_exists_in_the_accounts_that_they_rest_on():
    for incident in STORY.incidents:
        telling = {report.key for report in STORY.reports for account in report.accounts if account.tells == incident.key}
        mentioned = {
            mention
            for report in STORY.reports
            for account in report.accounts
            if account.tells == incident.key
            for mention in account.mentions
        }
        for act in incident.acts:
            assert set(act.reports) <= telling
            assert {act.victim} - {""} <= mentioned
            assert {involved.mention for involved in act.involved} <= mentioned


def test_terms_of_risk_and_contact_and_covers_are_known():
    for report in STORY.reports:
        if report.risk:
            terms.check_term("risk-levels", report.risk.level)
            for circumstance in report.risk.circumstances:
                terms.check_term("risk-circumstances", circumstance)
            assert report.risk.days > 0
        if report.safe_contact:
            terms.check_term("safe-contact-channels", report.safe_contact.channel)
    for file in FILES:
        if file.cover:
            terms.check_term("covers", file.cover)


@pytest.mark.parametrize("report", STORY.reports, ids=lambda report: report.key)
def test_a_report_can_be_sent_as_it_is(report):
    assert report.text or report.files or report.early.calls_a_specialist
    told = {"role": report.role, "safe": report.safe, "early": report.early, "hurt": report.hurt, "doers": report.doers}
    Report("report", report.language, "browser", report.text, report.when, report.where, report.contact, Consent(**report.consent), **told)
    words = len(report.text.split())
    assert words <= 250
    assert words >= 60 or report.key in {"short", "only-files", "son-held"}


def test_sources_contradict_each_other():
    accounts = {report.key: account for report in STORY.reports for account in report.accounts if account.tells == "pushkinskaya"}
    assert accounts["kiosk"].draft.when.last < accounts["balcony"].draft.when.first


def test_the_staff_is_two_founders_and_eight_others_in_three_compartments():
    people = staff.colleagues()
    assert [one.founder for one in people] == [True, True, *[False] * 8]
    assert {one.compartment for one in people} == {"", "Мінск", "Рэгіёны", "Для спецыялістаў"}
    assert len({one.username for one in people}) == len(people)
    assert all(one.username.isascii() and one.username.islower() for one in people)


@pytest.mark.parametrize("file", PHOTOGRAPHS, ids=lambda file: file.name)
def test_a_photograph_carries_what_a_telephone_writes(file):
    facts = read_image(io.BytesIO(make_file(file)))
    told = {telling.about: telling.read for telling in facts.tellings}
    assert (told[About.MAKE], told[About.MODEL], facts.findings, facts.disagreements) == ("Demo", "D-1", (), ())
    assert told[About.TAKEN] == f"{file.taken:%Y-%m-%dT%H:%M:%S}{file.offset or '+03:00'}"
    assert (About.PLACE in told) == bool(file.point)


def test_the_film_plays_for_some_seconds_and_tells_its_time():
    film = next(file for file in FILES if file.make == "film")
    facts = read_video(io.BytesIO(make_file(film)))
    assert (facts.codec, facts.width, facts.height, facts.findings) == ("h264", 640, 360, ())
    assert 3000 <= facts.duration_ms <= 4000
    assert {telling.read for telling in facts.tellings if telling.about is About.TAKEN} == {"2020-08-10T21:22:00+00:00"}
    assert not facts.disagreements


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_the_same_each_time(file):
    assert make_file(file) == make_file(file)


def test_the_camera_of_the_foreign_photographer_shows_warsaw_time():
    file = next(file for file in FILES if file.name == "DSC_0412.JPG")
    assert f"{file.taken:%H:%M}" == "22:23"


def test_one_file_is_empty_and_one_pretends_to_be_a_photograph():
    empty = next(file for file in FILES if file.make == "empty")
    assert make_file(empty) == b""
    page = next(file for file in FILES if file.make == "html")
    assert page.name == "photo.jpg"
    assert sniff(make_file(page)[:HEAD_SIZE]).type == "text/html"
    assert read_image(io.BytesIO(make_file(page))).findings == (Finding.UNREADABLE,)


def test_marked_words_that_the_text_does_not_have_stop_the_story():
    with pytest.raises(MalformedError, match="0 times"):
        story._passage("Яго звалі «Рысь».", "mention", "Воўк")


def test_marked_words_that_stand_twice_stop_the_story():
    with pytest.raises(MalformedError, match="2 times"):
        story._passage("Яго звалі «Рысь», яго звалі «Рысь».", "mention", "Рысь")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("pattern", [PHONE, MAIL, FLAT], ids=["telephone", "e-mail", "door"])
def test_no_text_leads_to_anybody(name, pattern):
    text = resources.files("kniha.runs.demonstration").joinpath("texts", name).read_text("utf-8")
    assert not pattern.findall(MACHINES.sub("", text))


@pytest.mark.parametrize("told", ["+375 29 000 00 00", "тэл. 8 029 000-00-00", "80290000000"])
def test_a_telephone_number_would_be_found(told):
    assert PHONE.search(told)


@pytest.mark.parametrize("told", ["кв. 12", "кватэра 7", "ул. 5", "дом 14", "flat 3"])
def test_a_door_would_be_found(told):
    assert FLAT.search(told)


def test_medical_reports_are_on_sources_of_the_story_and_fit_the_chart():
    told = story.read_text("medical.toml")["reports"]
    assert {one["statement"] for one in told} <= {report.key for report in STORY.reports}
    assert {one["injury"] for one in told if "injury" in one} <= {incident.key for incident in STORY.incidents}
    for one in told:
        draft = medical_work.draft_of(one, None)
        for finding in draft.findings:
            rules.must_be_finding(finding, is_paper=draft.paper is not None)
