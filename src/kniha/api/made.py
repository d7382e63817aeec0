"""What an operation that does something tells: the thing it made or changed, by ids alone."""

from django.db.models import Model
from pydantic import BaseModel, Field


class Made(BaseModel):
    """A thing that was made or changed. What it holds is read at its own address."""

    kind: str = Field(description="What it is: `account`, `incident`, `act`, `safecontact`, …")
    id: str = Field(description="Its id.")
    href: str = Field(description="Where it, or what it belongs to, is read.")


ROOT = "/api/v1"


def made(row: Model, href: str) -> Made:
    """The answer on `row`; `href` begins after /api/v1."""
    return Made(kind=type(row).__name__.lower(), id=str(row.pk), href=f"{ROOT}{href}")
