"""The demonstration: an invented story, filed through the real intake and courier and worked on by invented registrars."""
