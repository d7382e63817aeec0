"""An edition of the public book from the register to a bundle that anybody can check."""

import re
import shutil
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from tests.publishing import accepted, released
from tests.releases.conftest import House
from tests.world import NOW, notice_draft

from kniha.book.publishing.models import Edition
from kniha.book.statements.noticing import receive_notice
from kniha.runs.releases import making
from kniha.runs.releases.making import gather, make, propose
from kniha.runs.releases.proving import prove
from kniha.vocab.errors import ConflictError, KnihaError, NotFoundError, RefusedError, UnavailableError

pytestmark = pytest.mark.django_db


def some(house: House, count: int = 3) -> list[str]:
    """Released incidents by their public numbers."""
    return [released(house.world, house.who, accepted(house.world, f"{place:02x}" * 32)).number for place in range(count)]


class Read(HTMLParser):
    """What a page links to, and what it has that may be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)


def test_an_edition_holds_and_tells_what_was_released(house: House) -> None:
    numbers = some(house)
    made = house.publish()
    assert house.verdict().holds, house.verdict()
    assert made.edition.bundle
    csv = (house.out / "data/open/incidents.csv").read_text()
    assert [line.split(",")[0] for line in csv.splitlines()[1:]] == sorted(numbers)
    assert ",2020-08-11,gn-625144,integrity.physical-assault," in csv
    page = (house.out / f"data/site/be/incidents/{numbers[0][:2]}.html").read_text()
    assert f'id="{numbers[0]}"' in page
    assert "11 жніўня 2020" in page
    assert "Мінск" in page


def test_every_link_leads_somewhere_within_and_every_page_keeps_the_policy(house: House) -> None:
    some(house)
    house.publish()
    files = house.files()
    pages = {path: Read(data.decode()) for path, data in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        assert b"default-src 'none'" in files[path], path
        assert not re.search(rb"https?://|style=|<style|onclick", files[path]), path
        for link in page.links:
            place, mark = urldefrag(urljoin(path, link))
            assert place in files, (path, link)
            if mark and place in pages:
                assert mark in pages[place].ids, (path, link)


def test_the_proof_comes_with_the_next_head(house: House) -> None:
    some(house, 1)
    house.publish()
    house.log.sign()
    prove(house.out, house.log.public)
    assert house.verdict().holds
    assert "entry" in house.verdict().steps[3].detail


def test_without_a_head_there_is_no_proof(house: House) -> None:
    some(house, 1)
    house.log.sign()
    house.publish()
    with pytest.raises(UnavailableError):
        prove(house.out, house.log.public)


def test_the_next_edition_names_the_one_before_and_writes_only_what_changed(house: House) -> None:
    some(house, 4)
    first = house.publish()
    released(house.world, house.who, accepted(house.world, "fa" * 32))
    second = house.publish(NOW + timedelta(days=1))
    assert (second.edition.previous, second.edition.number) == (first.edition.bundle, 2)
    assert second.written < first.written
    whole, again = house.files(), house.out.with_name("again")
    shutil.copytree(house.out, again)
    (house.out.parent / "public.kept.json").unlink()
    # The same content made from nothing is the same byte by byte.
    pages = {path: page.make() for path, page in house.office.pages(_last(house), (NOW + timedelta(days=1)).date().isoformat()).items()}
    assert pages == {path: data for path, data in whole.items() if path.startswith("data/site/")}


def _last(house: House) -> object:
    """The content of the second edition, as it was before that edition lay there."""
    from dataclasses import replace

    hand = house.world.hand(house.who.paula)
    now = gather(hand, house.out, house.how)
    return replace(now, went=(), before=replace(now.before))


def test_what_is_taken_out_is_dated_and_gone_from_every_page(house: House) -> None:
    numbers = some(house)
    house.publish()
    receive_notice(house.world.process("courier"), notice_draft("withdrawal", envelope="d7" * 32, of="00" * 32))
    house.publish(NOW + timedelta(days=1))
    assert house.verdict().holds
    holding = [path for path, data in house.files().items() if numbers[0].encode() in data]
    assert sorted(holding) == ["data/open/gone.csv", *(f"data/site/{language}/gone.html" for language in ("be", "en", "ru"))]
    assert "24 лістапада 2026" in (house.out / "data/site/be/gone.html").read_text()


def test_an_edition_is_not_made_of_what_was_not_reported(house: House) -> None:
    some(house, 1)
    paula = house.world.hand(house.who.paula)
    with pytest.raises(NotFoundError):
        make(paula, gather(paula, house.out, house.how), house.office)
    edition, _ = propose(paula, gather(paula, house.out, house.how), house.how)
    with pytest.raises(RefusedError):
        make(paula, gather(paula, house.out, house.how), house.office)
    making.editions.agree_to_edition(house.world.hand(house.who.ryhor), edition)
    released(house.world, house.who, accepted(house.world, "fa" * 32))
    with pytest.raises(ConflictError):
        make(paula, gather(paula, house.out, house.how), house.office)
    assert not house.out.exists()


@pytest.mark.parametrize("where", ["_readable", "_swap", "build_bundle"])
def test_a_killed_builder_leaves_an_edition_whole(house: House, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    some(house, 2)
    house.publish()
    before = house.files()
    released(house.world, house.who, accepted(house.world, "fa" * 32))
    with monkeypatch.context() as patch:

        def killed(*_arguments: object, **_named: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(making, where, killed)
        with pytest.raises(KeyboardInterrupt):
            house.publish(NOW + timedelta(days=1))
    assert house.files() == before
    gather(house.world.hand(house.who.paula), house.out, house.how)
    assert house.verdict().holds
    if where == "_swap":  # entered already: the next run brings it to its place
        assert house.files() != before
        return
    house.publish(NOW + timedelta(days=1))
    assert house.verdict().holds


def test_an_edition_before_that_is_missing_or_altered_stops_the_next(house: House) -> None:
    some(house, 2)
    house.publish()
    path = house.out / "data/open/figures.csv"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"months,x,y,7,7\n")
    assert not house.verdict().holds
    with pytest.raises(KnihaError, match="altered"):
        gather(house.world.hand(house.who.paula), house.out, house.how)
    shutil.rmtree(house.out)
    with pytest.raises(NotFoundError):
        gather(house.world.hand(house.who.paula), house.out, house.how)
    assert Edition.objects.get().state == "made"
