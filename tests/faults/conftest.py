"""One event loop for the platforms and the sender."""

from collections.abc import Iterator

import pytest

from tests.e2e.stage import Background


@pytest.fixture(scope="session")
def loop() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()
