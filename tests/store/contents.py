"""What two stores have in common: rows counted and hashed, table by table."""

from hashlib import sha256

from sqlalchemy import create_engine, inspect, make_url, text

Content = dict[str, tuple[int, str]]


def content(url: str, besides: tuple[str, ...] = ()) -> Content:
    """How many rows each table has, and a hash over all of them."""
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine, found = create_engine(address), Content()
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if table not in besides:
                rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
                lines = sorted(repr(tuple(row)) for row in rows)
                found[table] = len(lines), sha256("\n".join(lines).encode()).hexdigest()
    engine.dispose()
    return found
