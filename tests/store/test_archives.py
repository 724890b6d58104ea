"""Which of PostgreSQL's programs are good enough, by what they say of themselves."""

from pathlib import Path

import pytest

from bot.errors import CopyRefused
from bot.store.archives import Programs
from bot.store.database import Database
from tests.clusters import Cluster

SAID = {
    "PostgreSQL's own": "pg_dump (PostgreSQL) {}.4",
    "Debian's": "pg_dump (PostgreSQL) {}.18 (Debian {}.18-0+deb12u1)",
    "another maker's": "pg_dump (EnterpriseDB) {}.1.0",
    "before its release": "pg_dump (PostgreSQL) {}beta1",
}


def programs(folder: Path, url: str, said: str) -> Programs:
    (folder / "pg_dump").write_text(f"#!/bin/sh\necho '{said}'\n")
    (folder / "pg_dump").chmod(0o700)
    return Programs.found(url, folder)


def newest(cluster: Cluster) -> int:
    return int((cluster.data / "PG_VERSION").read_text())


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_programs_as_new_as_the_server_are_taken(
    said: str, cluster: Cluster, postgresql_url: str, tmp_path: Path
) -> None:
    server, database = newest(cluster), Database(postgresql_url)
    with database.connection() as connection:
        for version in (server, server + 1):
            found = programs(tmp_path, postgresql_url, said.replace("{}", str(version)))
            assert found.suitable(connection) is found
    database.close()


@pytest.mark.parametrize(
    ("said", "told"), [*((said, "{}") for said in SAID.values()), ("something else", "?")]
)
def test_older_programs_are_named_with_both_versions(
    said: str, told: str, cluster: Cluster, postgresql_url: str, tmp_path: Path
) -> None:
    server, database = newest(cluster), Database(postgresql_url)
    older = str(server - 1)
    found = programs(tmp_path, postgresql_url, said.replace("{}", older))
    with database.connection() as connection, pytest.raises(CopyRefused) as refused:
        found.suitable(connection)
    named = told.replace("{}", older)
    assert f"of version {named}, the server of {server}" in str(refused.value)
    database.close()
