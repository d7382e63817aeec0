"""What the desk opens with: the keys that this process of the office holds, for the desk's pages (`kniha.runs.keyring`)."""

from kniha.runs.keyring import DeskKeys, folder, held, open_keys, person_keys, person_recipient, use, vault

__all__ = ["DeskKeys", "folder", "held", "open_keys", "person_keys", "person_recipient", "use", "vault"]
