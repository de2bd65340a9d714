"""What suits a need in the eyes of its owner, notes left out of shared collections, and indexes for kept answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ENDS = ("norm", "pinyin")


def upgrade() -> None:
    op.create_table('matching_verdict',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('is_suitable', sa.Boolean(), nullable=False),
    sa.Column('judged_by_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judged_by_id'], ['account_user.id'], name=op.f('fk_matching_verdict_judged_by_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_matching_verdict_listing_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_matching_verdict_need_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matching_verdict')),
    sa.UniqueConstraint('need_id', 'listing_id', name=op.f('uq_matching_verdict_need_id_listing_id'))
    )
    op.create_index(op.f('ix_matching_verdict_listing_id'), 'matching_verdict', ['listing_id'], unique=False)
    # Whoever has shared a collection was not told that its notes are read: they are left out until wished for.
    op.add_column('discovery_collection', sa.Column('link_shows_notes', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column('discovery_collection', 'link_shows_notes', server_default=None)
    for name in ENDS:
        op.create_index(f'ix_discovery_suggest_term_{name}_end', 'discovery_suggest_term', [sa.literal_column(f'reverse({name})').label('backwards')], unique=False, postgresql_ops={'backwards': 'text_pattern_ops'})
    op.create_index('ix_search_outbox_settled_at', 'search_outbox', [sa.literal_column('greatest(done_at, dead_at)')], unique=False)


def downgrade() -> None:
    op.drop_index('ix_search_outbox_settled_at', table_name='search_outbox')
    for name in reversed(ENDS):
        op.drop_index(f'ix_discovery_suggest_term_{name}_end', table_name='discovery_suggest_term')
    op.drop_column('discovery_collection', 'link_shows_notes')
    op.drop_index(op.f('ix_matching_verdict_listing_id'), table_name='matching_verdict')
    op.drop_table('matching_verdict')
