"""Signed manifests: whether they fit, who signed, and that a signature alone is no trust."""

import io

import pytest
from PIL import Image
from tests.media.samples import encoded, film, jpeg
from tests.media.signing import maker, signed

from kniha.media import manifest_reading
from kniha.media.findings import Finding
from kniha.media.manifest_reading import read_manifest
from kniha.media.manifests import Holding, Manifest

SIGNED = signed(jpeg())


def read(data, media_type="image/jpeg", anchors=""):
    return read_manifest(io.BytesIO(data), media_type, anchors)


def test_a_manifest_tells_who_signed_and_with_what():
    found, odd = read(SIGNED)
    assert odd == ()
    assert found == Manifest(
        Holding.VALID,
        signer="Zubr camera",
        issuer="Zubr",
        program="Zubr 1",
        title="made up",
        origin="digitalCapture",
        actions=("c2pa.created",),
    )


def test_a_signer_is_trusted_by_the_list_alone():
    assert read(SIGNED, anchors=maker()[1])[0].holding is Holding.TRUSTED
    assert read(SIGNED, anchors=maker("Los")[1])[0].holding is Holding.VALID
    assert read(SIGNED)[0].holding is Holding.VALID


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/png", encoded(Image.new("RGB", (40, 30)), "PNG")), ("image/webp", encoded(Image.new("RGB", (40, 30)), "WEBP")),
        ("image/tiff", encoded(Image.new("RGB", (40, 30)), "TIFF")), ("video/mp4", film()), ("video/quicktime", film(form="mov")),
    ],
)  # fmt: skip
def test_other_pictures_and_films_carry_manifests_too(media_type, data):
    assert read(signed(data, media_type), media_type)[0].holding is Holding.VALID


@pytest.mark.parametrize("data", [jpeg(), jpeg()[:100], b"", b"\xff\xd8\xff" + bytes(100)])
def test_a_file_without_a_manifest_says_nothing(data):
    assert read(data) == (None, ())


def test_a_picture_saved_anew_by_a_messenger_says_nothing():
    assert read(encoded(Image.open(io.BytesIO(SIGNED)), "JPEG")) == (None, ())


def test_what_nobody_asks_the_library_about_is_not_given_to_it():
    assert read(b"<svg/>", "image/svg+xml") == (None, ())


def test_a_changed_picture_no_longer_fits():
    changed = bytearray(SIGNED)
    changed[-30] ^= 1
    found, odd = read(bytes(changed), anchors=maker()[1])
    assert (found.holding, found.failures, odd) == (Holding.BROKEN, ("assertion.dataHash.mismatch",), (Finding.MANIFEST_BROKEN,))
    assert found.signer == "Zubr camera"


def test_a_changed_claim_no_longer_holds():
    found, odd = read(SIGNED.replace(b"made up", b"made uq"), anchors=maker()[1])
    assert found.holding is Holding.BROKEN
    assert odd == (Finding.MANIFEST_BROKEN,)


def test_a_manifest_of_another_picture_does_not_fit():
    other = bytearray(signed(jpeg(colour="teal")))
    strange = jpeg(colour="red")
    at = bytes(other).rfind(b"\xff\xda")
    assert read(bytes(other[:at]) + strange[strange.rfind(b"\xff\xda") :])[0].holding is Holding.BROKEN


def test_a_manifest_that_lies_elsewhere_is_not_fetched():
    found, odd = read(signed(jpeg(), remote="http://127.0.0.1:9/manifest.c2pa"))
    assert (found, odd) == (Manifest(Holding.ELSEWHERE, address="http://127.0.0.1:9/manifest.c2pa"), ())


def test_a_manifest_cut_in_the_middle_is_unreadable_or_broken():
    at = SIGNED.find(b"jumb")
    for cut in (20, 200, 2000):
        found, odd = read(SIGNED[: at + cut])
        assert found is None or found.holding in {Holding.BROKEN, Holding.UNREADABLE}
        assert bool(odd) is (found is not None)


def test_a_film_too_long_to_be_hashed_says_so(monkeypatch):
    monkeypatch.setattr(manifest_reading, "MOST_BYTES", 5000)
    assert read(signed(film(size=(320, 240), frames=50), "video/mp4"), "video/mp4") == (Manifest(Holding.TOO_LARGE), ())
