"""An identity split among custodians: SLIP-39, three of five as shipped (docs/spec/keys.md).

Only for the rooms where custodians meet and for `kniha key`: the library below says itself that it handles secrets in the
open, so no server loads this module. It draws its own randomness from the system.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from kniha.seal.recipients import HybridIdentity, Recipient
from kniha.vocab.errors import BrokenError, MalformedError

THRESHOLD = 3
COUNT = 5


def split(identity: HybridIdentity, passphrase: str = "", *, threshold: int = THRESHOLD, count: int = COUNT) -> tuple[str, ...]:
    """Return `count` shares of 33 English words, any `threshold` of which give `identity` back with the same passphrase.

    The passphrase is printable ASCII, for every device can type it. Keep the recipient beside the shares: `combine` needs it.
    """
    if not 2 <= threshold <= count <= 16:
        raise MalformedError(f"an identity is split into 2 to 16 shares, not {threshold} of {count}")
    shares: list[list[str]] = generate_mnemonics(1, [(threshold, count)], identity.seed, _plain(passphrase))
    return tuple(shares[0])


def combine(shares: Sequence[str], recipient: Recipient, passphrase: str = "") -> HybridIdentity:
    """Return the identity that opens for `recipient` from its shares, in any order and more than needed.

    MalformedError names the place of a share with a wrong word, and the number that is missing. BrokenError where the shares
    give another identity: SLIP-39 itself is content with a wrong passphrase, and gives a wrong secret (so `recipient` is asked for).
    """
    parsed = [_share(text, place) for place, text in enumerate(shares, 1)]
    distinct = {share.index: text for share, text in zip(parsed, shares, strict=True)}
    if len({(share.identifier, share.member_threshold) for share in parsed}) != 1:
        raise MalformedError("the shares are not of one split")
    needed = parsed[0].member_threshold
    if len(distinct) < needed:
        raise MalformedError(f"{needed} different shares are needed, {len(distinct)} were given")
    try:
        seed: bytes = combine_mnemonics(list(distinct.values())[:needed], _plain(passphrase))
    except MnemonicError as error:
        # The library's message repeats words of the share.
        raise MalformedError("the shares do not fit together") from error
    identity = HybridIdentity(seed)
    if identity.recipient != recipient:
        raise BrokenError("the shares give another identity: the passphrase is wrong, or they are of another key")
    return identity


def _share(text: str, place: int) -> Share:
    try:
        return Share.from_mnemonic(text.lower())
    except MnemonicError as error:
        raise MalformedError(f"share number {place} has a wrong, missing or additional word") from error


def _plain(passphrase: str) -> bytes:
    if not (passphrase.isascii() and (not passphrase or passphrase.isprintable())):
        raise MalformedError("the passphrase of shares is printable ASCII: Latin letters, digits, signs, blanks")
    return passphrase.encode("ascii")
