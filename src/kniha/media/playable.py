"""Which films and sounds the browsers of a desk play as they are. Pure; loads no decoder: the faces above the book may use this module.

By what Debian's Chromium and Tor Browser bring with them. Quarter turns that MP4 and QuickTime tell are followed by both; other turns,
other containers, pixels of more than eight bits or of full colour are not, or not everywhere.
"""

CONTAINERS = frozenset({"video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav"})
_PICTURES = {"video/mp4": {"h264", "vp9", "av1"}, "video/quicktime": {"h264"}, "video/webm": {"vp8", "vp9", "av1"}}
_SOUNDS = {
    "video/mp4": {"aac", "mp3", "opus", "flac"}, "audio/mp4": {"aac", "mp3", "opus", "flac"}, "video/quicktime": {"aac", "mp3"},
    "video/webm": {"opus", "vorbis"}, "audio/ogg": {"opus", "vorbis", "flac"}, "audio/mpeg": {"mp3"},
    "audio/wav": {"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"},
}  # fmt: skip
_PIXELS = {"yuv420p", "yuvj420p"}


def plays(media_type: str, *, picture: str, pixels: str, turn: int, sound: str) -> bool:
    """Whether browsers play a file of these codecs, as FFmpeg calls them, empty where it has none; `turn` in degrees."""
    if media_type not in CONTAINERS or not (picture or sound):
        return False
    is_seen = not picture or (picture in _PICTURES.get(media_type, ()) and pixels in _PIXELS)
    is_upright = turn % 360 == 0 or (turn % 90 == 0 and media_type in {"video/mp4", "video/quicktime"})
    return is_seen and is_upright and (not sound or sound in _SOUNDS.get(media_type, ()))
