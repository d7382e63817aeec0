"""Stands in for an `openssl` that knows ML-DSA-44, for tests on machines whose own does not yet."""

import subprocess
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

REAL = next(path for path in ("/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl") if Path(path).exists())


def verified() -> bool | None:
    """Whether the signature in this folder holds; None if it is not one of ML-DSA-44."""
    try:
        key = load_der_public_key(Path("key").read_bytes())
    except ValueError:
        return None
    if not isinstance(key, MLDSA44PublicKey):
        return None
    try:
        key.verify(Path("signature").read_bytes(), Path("message").read_bytes())
    except InvalidSignature:
        return False
    return True


if sys.argv[1:] == ["list", "-public-key-algorithms"]:
    print("Name: OpenSSL ML-DSA-44 implementation\n  IDs: { 2.16.840.1.101.3.4.3.17, id-ml-dsa-44, ML-DSA-44, MLDSA44 } @ default")
elif sys.argv[1] == "pkeyutl" and (held := verified()) is not None:
    print("Signature Verified Successfully" if held else "Signature Verification Failure")
else:
    sys.exit(subprocess.run([REAL, *sys.argv[1:]], check=False).returncode)
