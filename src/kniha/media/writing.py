"""What a device wrote as text, kept as written but harmless to show: no control characters, no more than 200 letters."""

MOST_LETTERS = 200


def as_written(value: object) -> str:
    """Return `value` as text: bytes as UTF-8, up to the first NUL, trimmed, what cannot be printed replaced by U+FFFD."""
    if isinstance(value, bytes):
        value = value[: 4 * MOST_LETTERS].decode("utf-8", errors="replace")
    if not isinstance(value, str):
        return ""
    text = value.partition("\x00")[0][:MOST_LETTERS].strip()
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
