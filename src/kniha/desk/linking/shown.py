"""What pages show of two that are laid side by side, be they persons or incidents: values alone, without a question to the register."""

from dataclasses import dataclass

STRONGLY, HARDLY = 3000, 500
"""Thousandths of nats: twenty times likelier; less than twice."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step towards the probability: how the two agree in something, what each says of it, and how it weighs."""

    about: str
    code: str
    millinats: int
    said: tuple[str, str]

    @property
    def weight(self) -> str:
        """`for-strongly`, `for`, `hardly`, `against` or `against-strongly`."""
        size = abs(self.millinats)
        if size < HARDLY:
            return "hardly"
        direction = "for" if self.millinats > 0 else "against"
        return f"{direction}-strongly" if size >= STRONGLY else direction

    @property
    def signed(self) -> str:
        """The weight in nats, as it is added."""
        return f"{self.millinats / 1000:+.1f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Shown:
    """How somebody or something is called that is told of on a page about others: names as sources have them, or a number and a title.

    `key` stands in addresses, `address` is its page.
    """

    key: str
    names: tuple[str, ...]
    address: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two that are held not to be one, the page of the two, and the way of what is held to be one that leads from one to the other."""

    one: Shown
    other: Shown
    address: str
    way: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What follows from a verdict, with names."""

    verdict: str
    together: tuple[Shown, ...]
    parted: bool
    conflicts: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another that may be, or is said to be, the same: how it is called, the page of the two, and its probability in millionths."""

    one: Shown
    address: str
    probability: int = 0
