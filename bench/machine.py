"""Print the machine as a Markdown table: a measured number without its machine says nothing."""

import os
import platform
import sqlite3
import ssl
from pathlib import Path


def processor() -> str:
    """Return the processor's model."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "not known"


def instructions() -> str:
    """Return those of the processor's instruction sets that hashing and sealing live on."""
    information = Path("/proc/cpuinfo")
    flags = (
        {flag for line in information.read_text().splitlines() if line.startswith("flags") for flag in line.split()}
        if information.exists()
        else set()
    )
    return ", ".join(name for name in ("aes", "avx2", "avx512f", "sha_ni", "vaes") if name in flags) or "not known"


def memory() -> str:
    """Return the memory in GiB."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"


def cryptography_backend() -> str:
    """Return the OpenSSL that the package cryptography brings; Python's own is another one."""
    from cryptography.hazmat.backends.openssl.backend import backend

    return backend.openssl_version_text()


def rows() -> tuple[tuple[str, str], ...]:
    """Return what is said of the machine."""
    return (
        ("processor", processor()),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("instructions", instructions()),
        ("memory", memory()),
        ("system", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("Python", platform.python_version()),
        ("OpenSSL", f"{cryptography_backend()} (cryptography); {ssl.OPENSSL_VERSION} (Python)"),
        ("SQLite", sqlite3.sqlite_version),
    )


def main() -> None:
    """Print the table."""
    print("| what | here |\n|---|---|")
    for what, here in rows():
        print(f"| {what} | {here} |")


if __name__ == "__main__":
    main()
