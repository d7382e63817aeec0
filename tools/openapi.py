"""The document of the interface for programs: docs/api/openapi.json, written from the operations themselves.

python tools/openapi.py          writes it; a test compares it with what is committed
"""

import os
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs/api/openapi.json"


def main() -> int:
    """Write the document."""
    with tempfile.TemporaryDirectory(prefix="kniha-openapi-") as home:
        os.environ |= {"KNIHA_HOME": home, "DJANGO_SETTINGS_MODULE": "kniha.desk.settings"}
        import django

        django.setup()
        from kniha.api.document import written

        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
