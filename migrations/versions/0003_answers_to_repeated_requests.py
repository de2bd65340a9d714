"""What a request with an idempotency key was answered, so that programs get the same answer when they repeat it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # What was kept so far led forms by the name of their page; no form is sent again across a release.
    op.execute('DELETE FROM idempotency_key')
    op.alter_column('idempotency_key', 'endpoint', new_column_name='address', type_=sa.String(length=200))
    op.alter_column('idempotency_key', 'key', type_=sa.String(length=255))
    op.alter_column('idempotency_key', 'location', nullable=True)
    op.add_column('idempotency_key', sa.Column('content_hash', sa.String(length=64), nullable=True))
    op.add_column('idempotency_key', sa.Column('status', sa.Integer(), nullable=True))
    op.add_column('idempotency_key', sa.Column('etag', sa.Text(), nullable=True))
    op.add_column('idempotency_key', sa.Column('body', sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute('DELETE FROM idempotency_key')
    for name in ('body', 'etag', 'status', 'content_hash'):
        op.drop_column('idempotency_key', name)
    op.alter_column('idempotency_key', 'location', nullable=False)
    op.alter_column('idempotency_key', 'key', type_=sa.String(length=64))
    op.alter_column('idempotency_key', 'address', new_column_name='endpoint', type_=sa.String(length=100))
