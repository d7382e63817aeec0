"""Captures of web pages as a crawler writes them, whole or with something missing."""

import gzip
import hashlib
import io
import json
import zipfile

ADDRESS = "https://прыклад.by/навіны/2020/08/12?id=7"


def page(address=ADDRESS, title="Плошча ўвечары", ts="2020-08-12T20:15:00Z"):
    return {"id": "1", "url": address, "title": title, "ts": ts}


def index_line(address, mime, status="200"):
    told = {"url": address, "mime": mime, "status": status, "digest": "sha256:0", "offset": "0", "length": "9", "filename": "data.warc.gz"}
    return f"key 20200812201500 {json.dumps(told, ensure_ascii=False)}"


WHOLE = (index_line(ADDRESS, "text/html"), index_line(f"urn:fullPage:{ADDRESS}", "image/png"))
PAGES = (page(),)


def capture(pages=PAGES, index=WHOLE, *, change=None, digests=None, zipped_index=True, without=()):
    """A WACZ file; `change` alters its parts after their digests were taken."""
    lines = "\n".join([json.dumps({"format": "json-pages-1.0", "id": "pages"}), *(json.dumps(one, ensure_ascii=False) for one in pages)])
    cdx = "\n".join(index).encode()
    parts = {
        "archive/data.warc.gz": gzip.compress(b"WARC/1.1\r\n" * 40),
        "pages/pages.jsonl": lines.encode(),
        ("indexes/index.cdx.gz" if zipped_index else "indexes/index.cdx"): gzip.compress(cdx) if zipped_index else cdx,
    }
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        for name, data in parts.items()
    ]
    package = {
        "profile": "data-package", "wacz_version": "1.1.1", "title": "Навіны", "software": "Browsertrix 1.5", "resources": resources,
        "created": "2020-08-12T20:20:00Z",
    }  # fmt: skip
    parts["datapackage.json"] = json.dumps(package | (digests or {}), ensure_ascii=False).encode()
    if change:
        parts |= change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name not in without:
                archive.writestr(name, data)
    return written.getvalue()
