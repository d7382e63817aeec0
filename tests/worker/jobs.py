"""A job for the queue, as desk and command line enqueue them; importable by the worker's process."""

from django_tasks import task


@task()
def nothing() -> None:
    """Do nothing, and be done."""
