"""What Alembic runs around every migration: on the connection that ``bot/store/schema.py`` gave."""

from alembic import context

from bot.store.schema import in_plain_sql, is_ours, tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables(),
    include_name=is_ours,
    render_item=in_plain_sql,
    render_as_batch=True,
    transaction_per_migration=True,
    transactional_ddl=True,  # SQLite can, though Alembic does not expect it to
)
with context.begin_transaction():
    context.run_migrations()
