"""A vault of its own for each test, with keys that belong to nobody."""

import secrets

from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault

NAMING_KEY = bytes(range(32))
VERA = HybridIdentity(b"\x01" * 32)
MAREK = HybridIdentity(b"\x02" * 32)


def nobody_knows(_name):
    return None


def vault_in(folder):
    return Vault(folder / "vault", NAMING_KEY)


def begin(vault):
    return vault.receive([VERA.recipient], random_bytes=secrets.token_bytes)


def put(vault, data, known=nobody_knows):
    with begin(vault) as receiving:
        receiving.write(data)
        return receiving.finish(known)


def files(folder):
    return sorted(str(path.relative_to(folder / "vault")) for path in (folder / "vault").rglob("*") if path.is_file())


def path_of(folder, blob):
    return folder / "vault" / "blobs" / blob.name[:2] / f"{blob.name}-{blob.sealed_sha256}"
