"""Which witnesses the office asks stands in one file, and what makes no sense there is named."""

from pathlib import Path

import pytest

from kniha.conf.witnesses import WITNESSES, Witness, read_witnesses, witness_lines
from kniha.ledger.keys import WITNESS_ALGORITHMS, Algorithm, SigningKey
from kniha.vocab.errors import ConfigurationError

ONE, OTHER = (
    tuple(SigningKey(name, kind, seed * 32).verifier() for kind in WITNESS_ALGORITHMS)
    for name, seed in (("witness.example/w", b"w"), ("other.example/o", b"o"))
)
ADDRESS = "https://witness.example/kniha"


@pytest.fixture
def keys(tmp_path: Path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / WITNESSES
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def test_two_witnesses_of_two_keys_each_are_read(keys) -> None:
    folder = keys(witness_lines(ADDRESS, ONE) + witness_lines("http://127.0.0.1:8601", OTHER))
    assert read_witnesses(folder) == (Witness(ADDRESS, ONE), Witness("http://127.0.0.1:8601", OTHER))
    assert [witness.name for witness in read_witnesses(folder)] == ["witness.example/w", "other.example/o"]


def test_where_there_is_no_file_there_are_no_witnesses(tmp_path: Path) -> None:
    assert read_witnesses(tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        ONE[0].text,
        f"{ADDRESS}\n",
        f"ftp://witness.example {ONE[0].text}\n",
        f"{ADDRESS}  {ONE[0].text}\n",
        f"{ADDRESS} {ONE[0].text} \n",
        f"{ADDRESS} {ONE[0].text[:-1]}\n",
        f"# a note\n{ADDRESS} {ONE[0].text}\n",
        f"{ADDRESS} {SigningKey('witness.example/w', Algorithm.ED25519, b'w' * 32).verifier().text}\n",
        f"{ADDRESS} {SigningKey('kniha/w', Algorithm.MLDSA44, b'w' * 32).verifier().text}\n",
        b"\xff\n",
    ],
)
def test_a_line_that_makes_no_sense_is_named(keys, text) -> None:
    with pytest.raises(ConfigurationError, match=WITNESSES):
        read_witnesses(keys(text))


def test_one_witness_does_not_pass_for_two(keys) -> None:
    renamed = SigningKey("alias.example/w", Algorithm.MLDSA44, b"w" * 32).verifier()
    for text in (
        witness_lines(ADDRESS, ONE) + witness_lines("https://other.example", ONE),
        witness_lines(ADDRESS, ONE) + witness_lines("https://other.example", [renamed]),
        witness_lines(ADDRESS, [*ONE, ONE[0]]),
    ):
        with pytest.raises(ConfigurationError, match="twice"):
            read_witnesses(keys(text))


def test_an_address_has_one_witness(keys) -> None:
    with pytest.raises(ConfigurationError, match="two witnesses"):
        read_witnesses(keys(witness_lines(ADDRESS, ONE) + witness_lines(ADDRESS, OTHER)))
