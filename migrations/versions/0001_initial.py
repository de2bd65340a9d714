"""The first schema: every table of the house, the job queue, and the guard of the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401 (named by generated column types)
from sqlalchemy.dialects import postgresql

from marketplace.core import ddl
from marketplace.core.schema import create_job_queue, drop_job_queue

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('account_user',
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('email_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_secret', sa.String(length=64), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger(), nullable=True),
    sa.Column('recovery_codes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('preferences', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_user')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_user_public_id'))
    )
    op.create_index('uq_account_user_email', 'account_user', [sa.literal_column('lower(email)')], unique=True)
    op.create_table('alerts_progress',
    sa.Column('id', sa.SmallInteger(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outbox_id', sa.BigInteger(), nullable=False),
    sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_alerts_progress_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_progress'))
    )
    op.create_table('alerts_record',
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('audience', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('change_number', sa.Integer(), nullable=False),
    sa.Column('changed', postgresql.ARRAY(sa.String(length=20)), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('entity', 'entity_id', name=op.f('pk_alerts_record'))
    )
    op.create_table('attempt_count',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('window_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'key', 'window_start', name=op.f('pk_attempt_count'))
    )
    op.create_index(op.f('ix_attempt_count_ends_at'), 'attempt_count', ['ends_at'], unique=False)
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('working', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('deal_stage_rule',
    sa.Column('pathway', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('day_limit', sa.SmallInteger(), nullable=False),
    sa.Column('rot_days', sa.SmallInteger(), nullable=False),
    sa.Column('edited', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('day_limit > 0 AND rot_days > 0', name=op.f('ck_deal_stage_rule_days')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_stage_rule')),
    sa.UniqueConstraint('pathway', 'stage', name=op.f('uq_deal_stage_rule_pathway_stage')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_stage_rule_public_id'))
    )
    op.create_table('discovery_suggest_term',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(length=120), nullable=False),
    sa.Column('norm', sa.String(length=120), nullable=False),
    sa.Column('pinyin', sa.String(length=720), nullable=False),
    sa.Column('initials', sa.String(length=120), nullable=False),
    sa.Column('target', sa.String(length=80), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('only_listing', sa.String(length=16), nullable=True),
    sa.CheckConstraint("kind IN ('term', 'field', 'organisation', 'number')", name=op.f('ck_discovery_suggest_term_kind')),
    sa.CheckConstraint("lang IN ('zh', 'en')", name=op.f('ck_discovery_suggest_term_lang')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discovery_suggest_term')),
    sa.UniqueConstraint('kind', 'norm', 'target', name=op.f('uq_discovery_suggest_term_kind_norm_target'))
    )
    op.create_index('ix_discovery_suggest_term_initials', 'discovery_suggest_term', ['initials'], unique=False, postgresql_ops={'initials': 'text_pattern_ops'})
    op.create_index('ix_discovery_suggest_term_norm', 'discovery_suggest_term', ['norm'], unique=False, postgresql_ops={'norm': 'text_pattern_ops'})
    op.create_index('ix_discovery_suggest_term_only_listing', 'discovery_suggest_term', ['only_listing'], unique=False)
    op.create_index('ix_discovery_suggest_term_pinyin', 'discovery_suggest_term', ['pinyin'], unique=False, postgresql_ops={'pinyin': 'text_pattern_ops'})
    op.create_table('event',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('subjects', postgresql.ARRAY(sa.String(length=60)), nullable=False),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('request_id', sa.String(length=40), nullable=True),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('hash', name=op.f('uq_event_hash'))
    )
    op.create_index(op.f('ix_event_at'), 'event', ['at'], unique=False)
    op.create_index(op.f('ix_event_kind'), 'event', ['kind'], unique=False)
    op.create_index('ix_event_subjects', 'event', ['subjects'], unique=False, postgresql_using='gin')
    op.create_table('idempotency_key',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('endpoint', sa.String(length=100), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('location', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'endpoint', 'key', name=op.f('pk_idempotency_key'))
    )
    op.create_index(op.f('ix_idempotency_key_created_at'), 'idempotency_key', ['created_at'], unique=False)
    op.create_table('lexicon_pair',
    sa.Column('zh', sa.String(length=80), nullable=False),
    sa.Column('en', sa.String(length=120), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Float(), nullable=False),
    sa.Column('example_id', sa.String(length=40), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('edited', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('"count" >= 1', name=op.f('ck_lexicon_pair_count')),
    sa.CheckConstraint('weight > 0 AND weight <= 10', name=op.f('ck_lexicon_pair_weight')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_pair')),
    sa.UniqueConstraint('public_id', name=op.f('uq_lexicon_pair_public_id'))
    )
    op.create_index('ix_lexicon_pair_en', 'lexicon_pair', ['en'], unique=False)
    op.create_index('uq_lexicon_pair_terms', 'lexicon_pair', ['zh', 'en'], unique=True)
    op.create_table('lexicon_stamp',
    sa.Column('section', sa.String(length=12), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('section', name=op.f('pk_lexicon_stamp'))
    )
    op.create_table('lexicon_stop_term',
    sa.Column('term', sa.String(length=40), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('edited', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("lang IN ('zh', 'en')", name=op.f('ck_lexicon_stop_term_lang')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_stop_term')),
    sa.UniqueConstraint('public_id', name=op.f('uq_lexicon_stop_term_public_id')),
    sa.UniqueConstraint('term', name=op.f('uq_lexicon_stop_term_term'))
    )
    op.create_table('lexicon_synonym',
    sa.Column('group', sa.String(length=60), nullable=False),
    sa.Column('term', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('edited', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('equal', 'narrower', 'abbreviation', 'never')", name=op.f('ck_lexicon_synonym_kind')),
    sa.CheckConstraint("lang IN ('zh', 'en')", name=op.f('ck_lexicon_synonym_lang')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_synonym')),
    sa.UniqueConstraint('public_id', name=op.f('uq_lexicon_synonym_public_id'))
    )
    op.create_index(op.f('ix_lexicon_synonym_group'), 'lexicon_synonym', ['group'], unique=False)
    op.create_index('uq_lexicon_synonym_term', 'lexicon_synonym', ['group', sa.literal_column('lower(term)')], unique=True)
    op.create_table('lexicon_word',
    sa.Column('term', sa.String(length=40), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('edited', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('weight >= 1', name=op.f('ck_lexicon_word_weight')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_word')),
    sa.UniqueConstraint('public_id', name=op.f('uq_lexicon_word_public_id')),
    sa.UniqueConstraint('term', name=op.f('uq_lexicon_word_term'))
    )
    op.create_table('matching_count',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.Column('terms', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matching_count'))
    )
    op.create_table('matching_term',
    sa.Column('term', sa.String(length=50), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('term', name=op.f('pk_matching_term'))
    )
    op.create_table('message',
    sa.Column('user_id', sa.BigInteger(), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('template', sa.String(length=80), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=True),
    sa.Column('unsubscribe', sa.String(length=300), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('public_id', name=op.f('uq_message_public_id'))
    )
    op.create_index('ix_message_unread', 'message', ['user_id'], unique=False, postgresql_where=sa.text('read_at IS NULL'))
    op.create_index(op.f('ix_message_user_id'), 'message', ['user_id'], unique=False)
    op.create_table('search_outbox',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dead_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_outbox'))
    )
    op.create_index('ix_search_outbox_open', 'search_outbox', ['id'], unique=False, postgresql_where=sa.text('done_at IS NULL AND dead_at IS NULL'))
    op.create_table('search_rebuild',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('asked_by', sa.String(length=200), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('generation', sa.String(length=120), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_rebuild'))
    )
    op.create_table('search_reconcile',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('generation', sa.String(length=120), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('outdated', sa.Integer(), nullable=False),
    sa.Column('ahead', sa.Integer(), nullable=False),
    sa.Column('superfluous', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_reconcile'))
    )
    op.create_table('search_vector',
    sa.Column('text_key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('model_id', sa.String(length=300), nullable=False),
    sa.Column('packed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('text_key', 'model_id', name=op.f('pk_search_vector'))
    )
    op.create_table('search_vector_task',
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('entity', 'entity_id', name=op.f('pk_search_vector_task'))
    )
    op.create_table('stored_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('tier', sa.String(length=10), nullable=False),
    sa.Column('purpose', sa.String(length=60), nullable=False),
    sa.Column('uploaded_by', sa.BigInteger(), nullable=True),
    sa.Column('retention_until', sa.Date(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("tier IN ('public', 'members', 'nda', 'private')", name=op.f('ck_stored_file_tier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('public_id', name=op.f('uq_stored_file_public_id'))
    )
    op.create_index(op.f('ix_stored_file_sha256'), 'stored_file', ['sha256'], unique=False)
    op.create_table('stored_file_text',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('read', 'empty', 'unreadable')", name=op.f('ck_stored_file_text_state')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_stored_file_text'))
    )
    op.create_table('taxonomy_code',
    sa.Column('list', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('parent_code', sa.String(length=60), nullable=True),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_code_both_languages')),
    sa.ForeignKeyConstraint(['list', 'parent_code'], ['taxonomy_code.list', 'taxonomy_code.code'], name=op.f('fk_taxonomy_code_list_parent_code')),
    sa.PrimaryKeyConstraint('list', 'code', name=op.f('pk_taxonomy_code'))
    )
    op.create_table('taxonomy_field',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_field_both_languages')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_taxonomy_field'))
    )
    op.create_table('taxonomy_green_class',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('parent_code', sa.String(length=60), nullable=True),
    sa.Column('scheme', sa.String(length=10), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_green_class_both_languages')),
    sa.CheckConstraint("scheme IN ('cnipa', 'own')", name=op.f('ck_taxonomy_green_class_scheme')),
    sa.ForeignKeyConstraint(['parent_code'], ['taxonomy_green_class.code'], name=op.f('fk_taxonomy_green_class_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_taxonomy_green_class'))
    )
    op.create_table('taxonomy_green_ipc',
    sa.Column('pattern', sa.String(length=24), nullable=False),
    sa.Column('subclass', sa.String(length=8), nullable=False),
    sa.Column('group_from', sa.Integer(), nullable=True),
    sa.Column('group_to', sa.Integer(), nullable=True),
    sa.Column('subgroup_from', sa.String(length=8), nullable=True),
    sa.Column('subgroup_to', sa.String(length=8), nullable=True),
    sa.PrimaryKeyConstraint('pattern', name=op.f('pk_taxonomy_green_ipc'))
    )
    op.create_index(op.f('ix_taxonomy_green_ipc_subclass'), 'taxonomy_green_ipc', ['subclass'], unique=False)
    op.create_table('taxonomy_industry',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_industry_both_languages')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_taxonomy_industry'))
    )
    op.create_table('taxonomy_ipc_symbol',
    sa.Column('symbol', sa.String(length=8), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("level = 'subclass' OR label_zh IS NOT NULL", name=op.f('ck_taxonomy_ipc_symbol_upper_levels_titled')),
    sa.CheckConstraint("level IN ('section', 'class', 'subclass')", name=op.f('ck_taxonomy_ipc_symbol_level')),
    sa.CheckConstraint('(label_zh IS NULL) = (label_en IS NULL)', name=op.f('ck_taxonomy_ipc_symbol_title_in_both_or_none')),
    sa.PrimaryKeyConstraint('symbol', name=op.f('pk_taxonomy_ipc_symbol'))
    )
    op.create_table('taxonomy_maturity_scale',
    sa.Column('scale_id', sa.String(length=40), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('source_zh', sa.Text(), nullable=True),
    sa.Column('source_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_maturity_scale_both_languages')),
    sa.PrimaryKeyConstraint('scale_id', name=op.f('pk_taxonomy_maturity_scale'))
    )
    op.create_table('taxonomy_region',
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('parent_code', sa.String(length=6), nullable=True),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('short_zh', sa.Text(), nullable=True),
    sa.Column('short_en', sa.Text(), nullable=True),
    sa.Column('tile_row', sa.SmallInteger(), nullable=True),
    sa.Column('tile_column', sa.SmallInteger(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_region_both_languages')),
    sa.CheckConstraint('(tile_row IS NULL) = (tile_column IS NULL)', name=op.f('ck_taxonomy_region_tile_is_a_pair')),
    sa.ForeignKeyConstraint(['parent_code'], ['taxonomy_region.code'], name=op.f('fk_taxonomy_region_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_taxonomy_region')),
    sa.UniqueConstraint('tile_row', 'tile_column', name=op.f('uq_taxonomy_region_tile_row_tile_column'))
    )
    op.create_table('taxonomy_rule_parameter',
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('jurisdiction', sa.String(length=10), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('source_zh', sa.Text(), nullable=True),
    sa.Column('source_en', sa.Text(), nullable=True),
    sa.Column('basis', sa.String(length=12), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('note_zh', sa.Text(), nullable=True),
    sa.Column('note_en', sa.Text(), nullable=True),
    sa.Column('seed', sa.String(length=120), nullable=True),
    sa.Column('edited', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    postgresql.ExcludeConstraint((sa.text("int8range(hashtextextended(code || '@' || jurisdiction, 0), hashtextextended(code || '@' || jurisdiction, 0), '[]')"), '&&'), (sa.text("daterange(effective_from, effective_to, '[]')"), '&&'), using='gist', name='ex_taxonomy_rule_parameter_period'),
    sa.CheckConstraint("basis IN ('statute', 'plan', 'secondary', 'unverified', 'decision')", name=op.f('ck_taxonomy_rule_parameter_basis')),
    sa.CheckConstraint('effective_from <= effective_to', name=op.f('ck_taxonomy_rule_parameter_period')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taxonomy_rule_parameter')),
    sa.UniqueConstraint('public_id', name=op.f('uq_taxonomy_rule_parameter_public_id')),
    sa.UniqueConstraint('seed', name=op.f('uq_taxonomy_rule_parameter_seed'))
    )
    op.create_index(op.f('ix_taxonomy_rule_parameter_code'), 'taxonomy_rule_parameter', ['code'], unique=False)
    op.create_table('taxonomy_stamp',
    sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_taxonomy_stamp_single_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taxonomy_stamp'))
    )
    op.create_table('account_api_token',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_api_token_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_api_token')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_api_token_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_api_token_token_hash'))
    )
    op.create_index(op.f('ix_account_api_token_user_id'), 'account_api_token', ['user_id'], unique=False)
    op.create_table('account_consent',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_consent_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_consent'))
    )
    op.create_index(op.f('ix_account_consent_user_id'), 'account_consent', ['user_id'], unique=False)
    op.create_table('account_login_session',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('device', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_login_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_login_session')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_login_session_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_login_session_token_hash'))
    )
    op.create_index(op.f('ix_account_login_session_user_id'), 'account_login_session', ['user_id'], unique=False)
    op.create_table('account_one_time_token',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('confirm', 'reset', 'address')", name=op.f('ck_account_one_time_token_purpose')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_one_time_token_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_one_time_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_one_time_token_token_hash'))
    )
    op.create_index(op.f('ix_account_one_time_token_user_id'), 'account_one_time_token', ['user_id'], unique=False)
    op.create_table('account_organisation',
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('description_zh', sa.Text(), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=True),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('website', sa.String(length=200), nullable=True),
    sa.Column('state_owned', sa.Boolean(), nullable=False),
    sa.Column('sme_size', sa.String(length=10), nullable=True),
    sa.Column('foreign', sa.Boolean(), nullable=False),
    sa.Column('state_set_up', sa.Boolean(), nullable=False),
    sa.Column('profile', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_until', sa.Date(), nullable=True),
    sa.Column('rejection_reason', sa.Text(), nullable=True),
    sa.Column('licence_file_id', sa.BigInteger(), nullable=True),
    sa.Column('authority_file_id', sa.BigInteger(), nullable=True),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('university', 'institute', 'medical', 'enterprise', 'new_rd_body', 'broker_agency', 'pilot_platform', 'incubator', 'centre')", name=op.f('ck_account_organisation_kind')),
    sa.CheckConstraint("sme_size IN ('micro', 'small', 'medium')", name=op.f('ck_account_organisation_sme_size')),
    sa.CheckConstraint("state IN ('unverified', 'submitted', 'verified', 'rejected', 'expired')", name=op.f('ck_account_organisation_state')),
    sa.ForeignKeyConstraint(['authority_file_id'], ['stored_file.id'], name=op.f('fk_account_organisation_authority_file_id')),
    sa.ForeignKeyConstraint(['licence_file_id'], ['stored_file.id'], name=op.f('fk_account_organisation_licence_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_organisation')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_organisation_public_id'))
    )
    op.create_index(op.f('ix_account_organisation_kind'), 'account_organisation', ['kind'], unique=False)
    op.create_index(op.f('ix_account_organisation_region_code'), 'account_organisation', ['region_code'], unique=False)
    op.create_index(op.f('ix_account_organisation_state'), 'account_organisation', ['state'], unique=False)
    op.create_index('uq_account_organisation_centre', 'account_organisation', ['kind'], unique=True, postgresql_where=sa.text("kind = 'centre'"))
    op.create_index('uq_account_organisation_uscc', 'account_organisation', ['uscc'], unique=True, postgresql_where=sa.text('uscc IS NOT NULL'))
    op.create_table('account_role_grant',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('granted_by', sa.BigInteger(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('administrator', 'auditor', 'centre_lead', 'finance', 'reviewer')", name=op.f('ck_account_role_grant_role')),
    sa.ForeignKeyConstraint(['granted_by'], ['account_user.id'], name=op.f('fk_account_role_grant_granted_by')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_role_grant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_role_grant'))
    )
    op.create_index(op.f('ix_account_role_grant_user_id'), 'account_role_grant', ['user_id'], unique=False)
    op.create_index('uq_account_role_grant_active', 'account_role_grant', ['user_id', 'role'], unique=True, postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('alerts_delivery',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('slot', sa.Date(), nullable=True),
    sa.Column('sources', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('at_once', 'daily', 'weekly', 'test')", name=op.f('ck_alerts_delivery_kind')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_alerts_delivery_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_alerts_delivery_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_delivery')),
    sa.UniqueConstraint('public_id', name=op.f('uq_alerts_delivery_public_id')),
    sa.UniqueConstraint('user_id', 'kind', 'slot', name=op.f('uq_alerts_delivery_user_id_kind_slot'))
    )
    op.create_table('alerts_saved_search',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('frequency', sa.String(length=10), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("frequency IN ('at_once', 'daily', 'weekly', 'muted')", name=op.f('ck_alerts_saved_search_frequency')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_alerts_saved_search_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_saved_search')),
    sa.UniqueConstraint('public_id', name=op.f('uq_alerts_saved_search_public_id')),
    sa.UniqueConstraint('user_id', 'query', name=op.f('uq_alerts_saved_search_user_id_query'))
    )
    op.create_index(op.f('ix_alerts_saved_search_user_id'), 'alerts_saved_search', ['user_id'], unique=False)
    op.create_table('alerts_watch',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger(), nullable=False),
    sa.Column('frequency', sa.String(length=10), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("frequency IN ('at_once', 'daily', 'weekly', 'muted')", name=op.f('ck_alerts_watch_frequency')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_alerts_watch_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_watch')),
    sa.UniqueConstraint('public_id', name=op.f('uq_alerts_watch_public_id')),
    sa.UniqueConstraint('user_id', 'entity', 'entity_id', name=op.f('uq_alerts_watch_user_id_entity_entity_id'))
    )
    op.create_index('ix_alerts_watch_record', 'alerts_watch', ['entity', 'entity_id'], unique=False)
    op.create_table('deal_digest',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_deal_digest_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'day', name=op.f('pk_deal_digest'))
    )
    op.create_table('taxonomy_field_green_class',
    sa.Column('field_code', sa.String(length=40), nullable=False),
    sa.Column('green_class_code', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['field_code'], ['taxonomy_field.code'], name=op.f('fk_taxonomy_field_green_class_field_code')),
    sa.ForeignKeyConstraint(['green_class_code'], ['taxonomy_green_class.code'], name=op.f('fk_taxonomy_field_green_class_green_class_code')),
    sa.PrimaryKeyConstraint('field_code', 'green_class_code', name=op.f('pk_taxonomy_field_green_class'))
    )
    op.create_table('taxonomy_field_industry',
    sa.Column('field_code', sa.String(length=40), nullable=False),
    sa.Column('industry_code', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['field_code'], ['taxonomy_field.code'], name=op.f('fk_taxonomy_field_industry_field_code')),
    sa.ForeignKeyConstraint(['industry_code'], ['taxonomy_industry.code'], name=op.f('fk_taxonomy_field_industry_industry_code')),
    sa.PrimaryKeyConstraint('field_code', 'industry_code', name=op.f('pk_taxonomy_field_industry'))
    )
    op.create_table('taxonomy_ipc_field',
    sa.Column('prefix', sa.String(length=16), nullable=False),
    sa.Column('field_code', sa.String(length=40), nullable=False),
    sa.Column('weight', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('weight BETWEEN 1 AND 10', name=op.f('ck_taxonomy_ipc_field_weight')),
    sa.ForeignKeyConstraint(['field_code'], ['taxonomy_field.code'], name=op.f('fk_taxonomy_ipc_field_field_code')),
    sa.PrimaryKeyConstraint('prefix', 'field_code', name=op.f('pk_taxonomy_ipc_field'))
    )
    op.create_table('taxonomy_key_technology',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('field_code', sa.String(length=40), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_key_technology_both_languages')),
    sa.ForeignKeyConstraint(['field_code'], ['taxonomy_field.code'], name=op.f('fk_taxonomy_key_technology_field_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_taxonomy_key_technology'))
    )
    op.create_index(op.f('ix_taxonomy_key_technology_field_code'), 'taxonomy_key_technology', ['field_code'], unique=False)
    op.create_table('taxonomy_maturity_level',
    sa.Column('scale_id', sa.String(length=40), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('label_zh', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('evidence_zh', sa.Text(), nullable=True),
    sa.Column('evidence_en', sa.Text(), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name=op.f('ck_taxonomy_maturity_level_both_languages')),
    sa.CheckConstraint("stage IN ('early', 'middle', 'mature')", name=op.f('ck_taxonomy_maturity_level_stage')),
    sa.CheckConstraint('level >= 1', name=op.f('ck_taxonomy_maturity_level_level')),
    sa.ForeignKeyConstraint(['scale_id'], ['taxonomy_maturity_scale.scale_id'], name=op.f('fk_taxonomy_maturity_level_scale_id')),
    sa.PrimaryKeyConstraint('scale_id', 'level', name=op.f('pk_taxonomy_maturity_level'))
    )
    op.create_table('account_broker_profile',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('certificate_number', sa.String(length=60), nullable=True),
    sa.Column('issuer', sa.String(length=120), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('introduction_zh', sa.Text(), nullable=True),
    sa.Column('introduction_en', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['account_organisation.id'], name=op.f('fk_account_broker_profile_agency_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_broker_profile_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_broker_profile')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_broker_profile_public_id')),
    sa.UniqueConstraint('user_id', name=op.f('uq_account_broker_profile_user_id'))
    )
    op.create_index(op.f('ix_account_broker_profile_agency_id'), 'account_broker_profile', ['agency_id'], unique=False)
    op.create_table('account_invitation',
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_by', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("role IN ('owner', 'officer', 'member')", name=op.f('ck_account_invitation_role')),
    sa.ForeignKeyConstraint(['invited_by'], ['account_user.id'], name=op.f('fk_account_invitation_invited_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_account_invitation_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_invitation')),
    sa.UniqueConstraint('public_id', name=op.f('uq_account_invitation_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_invitation_token_hash'))
    )
    op.create_index(op.f('ix_account_invitation_organisation_id'), 'account_invitation', ['organisation_id'], unique=False)
    op.create_table('account_membership',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('owner', 'officer', 'member')", name=op.f('ck_account_membership_role')),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_account_membership_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_account_membership_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_membership'))
    )
    op.create_index(op.f('ix_account_membership_organisation_id'), 'account_membership', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_account_membership_user_id'), 'account_membership', ['user_id'], unique=False)
    op.create_index('uq_account_membership_active', 'account_membership', ['user_id', 'organisation_id'], unique=True, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('alerts_match',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('search_id', sa.BigInteger(), nullable=True),
    sa.Column('watch_id', sa.BigInteger(), nullable=True),
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('entity_id', sa.BigInteger(), nullable=False),
    sa.Column('change_number', sa.Integer(), nullable=False),
    sa.Column('news', sa.String(length=10), nullable=False),
    sa.Column('changed', postgresql.ARRAY(sa.String(length=20)), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivery_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("news IN ('new', 'changed', 'withdrawn')", name=op.f('ck_alerts_match_news')),
    sa.CheckConstraint('num_nonnulls(search_id, watch_id) = 1', name=op.f('ck_alerts_match_one_source')),
    sa.ForeignKeyConstraint(['delivery_id'], ['alerts_delivery.id'], name=op.f('fk_alerts_match_delivery_id')),
    sa.ForeignKeyConstraint(['search_id'], ['alerts_saved_search.id'], name=op.f('fk_alerts_match_search_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['watch_id'], ['alerts_watch.id'], name=op.f('fk_alerts_match_watch_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts_match')),
    sa.UniqueConstraint('search_id', 'entity', 'entity_id', 'change_number', name=op.f('uq_alerts_match_search_id_entity_entity_id_change_number')),
    sa.UniqueConstraint('watch_id', 'change_number', name=op.f('uq_alerts_match_watch_id_change_number'))
    )
    op.create_index(op.f('ix_alerts_match_delivery_id'), 'alerts_match', ['delivery_id'], unique=False)
    op.create_index('ix_alerts_match_waiting', 'alerts_match', ['found_at'], unique=False, postgresql_where=sa.text('delivery_id IS NULL'))
    op.create_table('discovery_collection',
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('is_shortlist', sa.Boolean(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('share_token', sa.String(length=43), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_discovery_collection_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['account_user.id'], name=op.f('fk_discovery_collection_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discovery_collection')),
    sa.UniqueConstraint('public_id', name=op.f('uq_discovery_collection_public_id')),
    sa.UniqueConstraint('share_token', name=op.f('uq_discovery_collection_share_token'))
    )
    op.create_index(op.f('ix_discovery_collection_organisation_id'), 'discovery_collection', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_discovery_collection_owner_id'), 'discovery_collection', ['owner_id'], unique=False)
    op.create_index('ix_discovery_collection_shortlist', 'discovery_collection', ['owner_id'], unique=True, postgresql_where=sa.text('is_shortlist AND deleted_at IS NULL'))
    op.create_table('incubator',
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('services_zh', sa.Text(), nullable=True),
    sa.Column('services_en', sa.Text(), nullable=True),
    sa.Column('field_codes', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('area_m2', sa.Integer(), nullable=True),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('accepting', sa.Boolean(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_incubator_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incubator')),
    sa.UniqueConstraint('public_id', name=op.f('uq_incubator_public_id'))
    )
    op.create_index(op.f('ix_incubator_organisation_id'), 'incubator', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_incubator_region_code'), 'incubator', ['region_code'], unique=False)
    op.create_table('listing',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('availability', sa.String(length=20), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('summary_zh', sa.Text(), nullable=True),
    sa.Column('summary_en', sa.Text(), nullable=True),
    sa.Column('problem_zh', sa.Text(), nullable=True),
    sa.Column('problem_en', sa.Text(), nullable=True),
    sa.Column('incumbent_zh', sa.Text(), nullable=True),
    sa.Column('incumbent_en', sa.Text(), nullable=True),
    sa.Column('solution_zh', sa.Text(), nullable=True),
    sa.Column('solution_en', sa.Text(), nullable=True),
    sa.Column('no_figures_reason_zh', sa.Text(), nullable=True),
    sa.Column('no_figures_reason_en', sa.Text(), nullable=True),
    sa.Column('missing_to_scale_zh', sa.Text(), nullable=True),
    sa.Column('missing_to_scale_en', sa.Text(), nullable=True),
    sa.Column('pilot_need_zh', sa.Text(), nullable=True),
    sa.Column('pilot_need_en', sa.Text(), nullable=True),
    sa.Column('keywords', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('maturity_scale', sa.String(length=40), nullable=True),
    sa.Column('maturity_level', sa.SmallInteger(), nullable=True),
    sa.Column('maturity_evidence_zh', sa.Text(), nullable=True),
    sa.Column('maturity_evidence_en', sa.Text(), nullable=True),
    sa.Column('deal_modes', postgresql.ARRAY(sa.String(length=60)), nullable=False),
    sa.Column('licence_kinds', postgresql.ARRAY(sa.String(length=60)), nullable=False),
    sa.Column('pricing_mode', sa.String(length=60), nullable=True),
    sa.Column('price_disclosure', sa.String(length=20), nullable=True),
    sa.Column('price_min_fen', sa.BigInteger(), nullable=True),
    sa.Column('price_max_fen', sa.BigInteger(), nullable=True),
    sa.Column('terms_note_zh', sa.Text(), nullable=True),
    sa.Column('terms_note_en', sa.Text(), nullable=True),
    sa.Column('rights_types', postgresql.ARRAY(sa.String(length=60)), nullable=False),
    sa.Column('register_number', sa.String(length=12), nullable=True),
    sa.Column('funding_source_zh', sa.Text(), nullable=True),
    sa.Column('funding_source_en', sa.Text(), nullable=True),
    sa.Column('project_no', sa.String(length=80), nullable=True),
    sa.Column('march_in', sa.Boolean(), nullable=False),
    sa.Column('secrecy_level', sa.String(length=20), nullable=True),
    sa.Column('attestation_reviewer', sa.String(length=80), nullable=True),
    sa.Column('attestation_date', sa.Date(), nullable=True),
    sa.Column('attestation_number', sa.String(length=80), nullable=True),
    sa.Column('reviewer_id', sa.BigInteger(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('export_class', sa.String(length=20), nullable=True),
    sa.Column('review_notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('held_from', sa.String(length=20), nullable=True),
    sa.Column('hold_cause', sa.String(length=20), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('source_attribution', sa.Text(), nullable=True),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("availability IN ('available', 'in_talks', 'exclusive', 'open_licence', 'withdrawn')", name=op.f('ck_listing_availability')),
    sa.CheckConstraint("export_class IN ('free', 'restricted', 'banned')", name=op.f('ck_listing_export_class')),
    sa.CheckConstraint("hold_cause IN ('patent_lapsed', 'title_dispute', 'preservation', 'objection_upheld', 'secrecy_alert', 'complaint')", name=op.f('ck_listing_hold_cause')),
    sa.CheckConstraint("kind IN ('result', 'patent')", name=op.f('ck_listing_kind')),
    sa.CheckConstraint("price_disclosure IN ('stated', 'range', 'negotiable')", name=op.f('ck_listing_price_disclosure')),
    sa.CheckConstraint("state <> 'held' OR (held_from IS NOT NULL AND hold_cause IS NOT NULL)", name=op.f('ck_listing_held_from')),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'secrecy_review', 'compliance_review', 'published', 'returned', 'rejected', 'under_offer', 'paused', 'held', 'withdrawn', 'expired', 'closed_deal')", name=op.f('ck_listing_state')),
    sa.CheckConstraint('(maturity_scale IS NULL) = (maturity_level IS NULL)', name=op.f('ck_listing_maturity_is_a_pair')),
    sa.CheckConstraint('price_min_fen >= 0 AND price_min_fen <= price_max_fen', name=op.f('ck_listing_price_band')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account_user.id'], name=op.f('fk_listing_created_by_id')),
    sa.ForeignKeyConstraint(['maturity_scale', 'maturity_level'], ['taxonomy_maturity_level.scale_id', 'taxonomy_maturity_level.level'], name=op.f('fk_listing_maturity_scale_maturity_level')),
    sa.ForeignKeyConstraint(['owner_id'], ['account_organisation.id'], name=op.f('fk_listing_owner_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account_user.id'], name=op.f('fk_listing_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing')),
    sa.UniqueConstraint('public_id', name=op.f('uq_listing_public_id'))
    )
    op.create_index('ix_listing_expires_on', 'listing', ['expires_on'], unique=False, postgresql_where=sa.text("state IN ('published', 'paused')"))
    op.create_index(op.f('ix_listing_owner_id'), 'listing', ['owner_id'], unique=False)
    op.create_index('ix_listing_published', 'listing', ['published_at'], unique=False, postgresql_where=sa.text("state IN ('published', 'under_offer')"))
    op.create_index(op.f('ix_listing_reviewer_id'), 'listing', ['reviewer_id'], unique=False)
    op.create_index(op.f('ix_listing_state'), 'listing', ['state'], unique=False)
    op.create_table('need',
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('process_zh', sa.Text(), nullable=True),
    sa.Column('process_en', sa.Text(), nullable=True),
    sa.Column('problem_zh', sa.Text(), nullable=True),
    sa.Column('problem_en', sa.Text(), nullable=True),
    sa.Column('limits_zh', sa.Text(), nullable=True),
    sa.Column('limits_en', sa.Text(), nullable=True),
    sa.Column('tried_zh', sa.Text(), nullable=True),
    sa.Column('tried_en', sa.Text(), nullable=True),
    sa.Column('quantity_zh', sa.Text(), nullable=True),
    sa.Column('quantity_en', sa.Text(), nullable=True),
    sa.Column('keywords', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('field_codes', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('technology_codes', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('cooperation_modes', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('maturity_scale', sa.String(length=40), nullable=True),
    sa.Column('maturity_level', sa.Integer(), nullable=True),
    sa.Column('budget_min_fen', sa.BigInteger(), nullable=True),
    sa.Column('budget_max_fen', sa.BigInteger(), nullable=True),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('anonymity', sa.String(length=10), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('clarity_due', sa.Date(), nullable=True),
    sa.Column('reviewer_id', sa.BigInteger(), nullable=True),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("anonymity IN ('named', 'described', 'anonymous')", name=op.f('ck_need_anonymity')),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'reviewed', 'open', 'matching', 'introduced', 'in_deal', 'met', 'expired', 'withdrawn')", name=op.f('ck_need_state')),
    sa.CheckConstraint('budget_min_fen IS NULL OR budget_max_fen IS NULL OR budget_min_fen <= budget_max_fen', name=op.f('ck_need_budget')),
    sa.ForeignKeyConstraint(['created_by'], ['account_user.id'], name=op.f('fk_need_created_by')),
    sa.ForeignKeyConstraint(['owner_id'], ['account_organisation.id'], name=op.f('fk_need_owner_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account_user.id'], name=op.f('fk_need_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    sa.UniqueConstraint('public_id', name=op.f('uq_need_public_id'))
    )
    op.create_index(op.f('ix_need_expires_on'), 'need', ['expires_on'], unique=False)
    op.create_index('ix_need_fields', 'need', ['field_codes'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_need_owner_id'), 'need', ['owner_id'], unique=False)
    op.create_index(op.f('ix_need_published_at'), 'need', ['published_at'], unique=False)
    op.create_index(op.f('ix_need_region_code'), 'need', ['region_code'], unique=False)
    op.create_index(op.f('ix_need_state'), 'need', ['state'], unique=False)
    op.create_table('pilot_platform',
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('capability_zh', sa.Text(), nullable=True),
    sa.Column('capability_en', sa.Text(), nullable=True),
    sa.Column('fee_zh', sa.Text(), nullable=True),
    sa.Column('fee_en', sa.Text(), nullable=True),
    sa.Column('services', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('field_codes', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('accepting', sa.Boolean(), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_pilot_platform_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_platform')),
    sa.UniqueConstraint('public_id', name=op.f('uq_pilot_platform_public_id'))
    )
    op.create_index(op.f('ix_pilot_platform_organisation_id'), 'pilot_platform', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_pilot_platform_region_code'), 'pilot_platform', ['region_code'], unique=False)
    op.create_table('deal_enquiry',
    sa.Column('listing_id', sa.BigInteger(), nullable=True),
    sa.Column('need_id', sa.BigInteger(), nullable=True),
    sa.Column('offered_listing_id', sa.BigInteger(), nullable=True),
    sa.Column('asker_id', sa.BigInteger(), nullable=False),
    sa.Column('asker_user_id', sa.BigInteger(), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wanted_mode', sa.String(length=60), nullable=False),
    sa.Column('quantity', sa.String(length=200), nullable=True),
    sa.Column('time_frame', sa.String(length=200), nullable=True),
    sa.Column('first_response_due', sa.Date(), nullable=False),
    sa.Column('first_response_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('broker_user_id', sa.BigInteger(), nullable=True),
    sa.Column('decline_code', sa.String(length=60), nullable=True),
    sa.Column('decline_note', sa.Text(), nullable=True),
    sa.Column('last_activity_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("state <> 'declined' OR decline_code IS NOT NULL", name=op.f('ck_deal_enquiry_decline_coded')),
    sa.CheckConstraint("state IN ('open', 'answered', 'accepted', 'declined', 'withdrawn', 'expired', 'blocked')", name=op.f('ck_deal_enquiry_state')),
    sa.CheckConstraint('asker_id <> owner_id', name=op.f('ck_deal_enquiry_two_sides')),
    sa.CheckConstraint('num_nonnulls(listing_id, need_id) = 1', name=op.f('ck_deal_enquiry_one_item')),
    sa.CheckConstraint('offered_listing_id IS NULL OR need_id IS NOT NULL', name=op.f('ck_deal_enquiry_offer_to_a_need')),
    sa.ForeignKeyConstraint(['asker_id'], ['account_organisation.id'], name=op.f('fk_deal_enquiry_asker_id')),
    sa.ForeignKeyConstraint(['asker_user_id'], ['account_user.id'], name=op.f('fk_deal_enquiry_asker_user_id')),
    sa.ForeignKeyConstraint(['broker_user_id'], ['account_user.id'], name=op.f('fk_deal_enquiry_broker_user_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_deal_enquiry_listing_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_deal_enquiry_need_id')),
    sa.ForeignKeyConstraint(['offered_listing_id'], ['listing.id'], name=op.f('fk_deal_enquiry_offered_listing_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['account_organisation.id'], name=op.f('fk_deal_enquiry_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_enquiry')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_enquiry_public_id'))
    )
    op.create_index(op.f('ix_deal_enquiry_asker_id'), 'deal_enquiry', ['asker_id'], unique=False)
    op.create_index(op.f('ix_deal_enquiry_broker_user_id'), 'deal_enquiry', ['broker_user_id'], unique=False)
    op.create_index('ix_deal_enquiry_due', 'deal_enquiry', ['first_response_due'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index(op.f('ix_deal_enquiry_listing_id'), 'deal_enquiry', ['listing_id'], unique=False)
    op.create_index(op.f('ix_deal_enquiry_need_id'), 'deal_enquiry', ['need_id'], unique=False)
    op.create_index(op.f('ix_deal_enquiry_owner_id'), 'deal_enquiry', ['owner_id'], unique=False)
    op.create_index(op.f('ix_deal_enquiry_state'), 'deal_enquiry', ['state'], unique=False)
    op.create_index('uq_deal_enquiry_open_listing', 'deal_enquiry', ['asker_id', 'listing_id'], unique=True, postgresql_where=sa.text("state IN ('open', 'answered') AND listing_id IS NOT NULL"))
    op.create_index('uq_deal_enquiry_open_need', 'deal_enquiry', ['asker_id', 'need_id'], unique=True, postgresql_where=sa.text("state IN ('open', 'answered') AND need_id IS NOT NULL"))
    op.create_table('discovery_collection_item',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('collection_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('record', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('listing', 'need', 'organisation')", name=op.f('ck_discovery_collection_item_kind')),
    sa.ForeignKeyConstraint(['collection_id'], ['discovery_collection.id'], name=op.f('fk_discovery_collection_item_collection_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discovery_collection_item')),
    sa.UniqueConstraint('collection_id', 'kind', 'record', name=op.f('uq_discovery_collection_item_collection_id_kind_record'))
    )
    op.create_table('listing_attachment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('tier', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('caption_zh', sa.Text(), nullable=True),
    sa.Column('caption_en', sa.Text(), nullable=True),
    sa.CheckConstraint("tier IN ('public', 'members', 'nda')", name=op.f('ck_listing_attachment_tier')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_listing_attachment_file_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_attachment_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_attachment')),
    sa.UniqueConstraint('listing_id', 'file_id', name=op.f('uq_listing_attachment_listing_id_file_id'))
    )
    op.create_index(op.f('ix_listing_attachment_file_id'), 'listing_attachment', ['file_id'], unique=False)
    op.create_index(op.f('ix_listing_attachment_listing_id'), 'listing_attachment', ['listing_id'], unique=False)
    op.create_table('listing_benefit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('functional_unit_zh', sa.Text(), nullable=True),
    sa.Column('functional_unit_en', sa.Text(), nullable=True),
    sa.Column('baseline_zh', sa.Text(), nullable=True),
    sa.Column('baseline_en', sa.Text(), nullable=True),
    sa.Column('boundary', sa.String(length=40), nullable=True),
    sa.Column('method', sa.String(length=40), nullable=True),
    sa.Column('evidence_level', sa.String(length=40), nullable=False),
    sa.Column('verifier', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_benefit_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_benefit'))
    )
    op.create_index(op.f('ix_listing_benefit_listing_id'), 'listing_benefit', ['listing_id'], unique=False)
    op.create_table('listing_change',
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('base_number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('reviewer_id', sa.BigInteger(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("state IN ('editing', 'submitted', 'returned', 'approved', 'rejected', 'discarded')", name=op.f('ck_listing_change_state')),
    sa.ForeignKeyConstraint(['author_id'], ['account_user.id'], name=op.f('fk_listing_change_author_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_change_listing_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account_user.id'], name=op.f('fk_listing_change_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_change')),
    sa.UniqueConstraint('public_id', name=op.f('uq_listing_change_public_id'))
    )
    op.create_index(op.f('ix_listing_change_listing_id'), 'listing_change', ['listing_id'], unique=False)
    op.create_index('uq_listing_change_open', 'listing_change', ['listing_id'], unique=True, postgresql_where=sa.text("state IN ('editing', 'submitted', 'returned')"))
    op.create_table('listing_comment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("visibility IN ('internal', 'shared')", name=op.f('ck_listing_comment_visibility')),
    sa.ForeignKeyConstraint(['author_id'], ['account_user.id'], name=op.f('fk_listing_comment_author_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_comment_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_comment'))
    )
    op.create_index(op.f('ix_listing_comment_listing_id'), 'listing_comment', ['listing_id'], unique=False)
    op.create_table('listing_completer',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('contribution_zh', sa.Text(), nullable=True),
    sa.Column('contribution_en', sa.Text(), nullable=True),
    sa.Column('shown', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_completer_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_completer'))
    )
    op.create_index(op.f('ix_listing_completer_listing_id'), 'listing_completer', ['listing_id'], unique=False)
    op.create_table('listing_field',
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('field_code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['field_code'], ['taxonomy_field.code'], name=op.f('fk_listing_field_field_code')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_field_listing_id')),
    sa.PrimaryKeyConstraint('listing_id', 'field_code', name=op.f('pk_listing_field'))
    )
    op.create_index(op.f('ix_listing_field_field_code'), 'listing_field', ['field_code'], unique=False)
    op.create_table('listing_figure',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('metric_zh', sa.Text(), nullable=True),
    sa.Column('metric_en', sa.Text(), nullable=True),
    sa.Column('value', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('incumbent_value', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('better', sa.String(length=10), nullable=True),
    sa.Column('condition_zh', sa.Text(), nullable=True),
    sa.Column('condition_en', sa.Text(), nullable=True),
    sa.Column('evidence', sa.String(length=40), nullable=True),
    sa.Column('evidence_note_zh', sa.Text(), nullable=True),
    sa.Column('evidence_note_en', sa.Text(), nullable=True),
    sa.CheckConstraint("better IN ('higher', 'lower')", name=op.f('ck_listing_figure_better')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_figure_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_figure'))
    )
    op.create_index(op.f('ix_listing_figure_listing_id'), 'listing_figure', ['listing_id'], unique=False)
    op.create_table('listing_green_class',
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('green_class_code', sa.String(length=60), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['green_class_code'], ['taxonomy_green_class.code'], name=op.f('fk_listing_green_class_green_class_code')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_green_class_listing_id')),
    sa.PrimaryKeyConstraint('listing_id', 'green_class_code', name=op.f('pk_listing_green_class'))
    )
    op.create_table('listing_ipc',
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('symbol', sa.String(length=16), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_ipc_listing_id')),
    sa.PrimaryKeyConstraint('listing_id', 'symbol', name=op.f('pk_listing_ipc'))
    )
    op.create_table('listing_offer',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('deal_public_id', sa.String(length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_offer_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_offer')),
    sa.UniqueConstraint('listing_id', 'deal_public_id', name=op.f('uq_listing_offer_listing_id_deal_public_id'))
    )
    op.create_index(op.f('ix_listing_offer_listing_id'), 'listing_offer', ['listing_id'], unique=False)
    op.create_table('listing_patent',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('application_number', sa.String(length=16), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('patentee', sa.String(length=300), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('priority_on', sa.Date(), nullable=True),
    sa.Column('granted_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('compensation_days', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=True),
    sa.Column('status_as_of', sa.Date(), nullable=True),
    sa.Column('flags', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('sibling_number', sa.String(length=16), nullable=True),
    sa.CheckConstraint("kind IN ('invention', 'utility_model', 'design')", name=op.f('ck_listing_patent_kind')),
    sa.CheckConstraint('(status IS NULL) = (status_as_of IS NULL)', name=op.f('ck_listing_patent_status_has_a_day')),
    sa.CheckConstraint('filed_on <= granted_on AND granted_on <= expires_on', name=op.f('ck_listing_patent_dates')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_patent_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_patent')),
    sa.UniqueConstraint('listing_id', 'application_number', name=op.f('uq_listing_patent_listing_id_application_number'))
    )
    op.create_index(op.f('ix_listing_patent_application_number'), 'listing_patent', ['application_number'], unique=False)
    op.create_index(op.f('ix_listing_patent_listing_id'), 'listing_patent', ['listing_id'], unique=False)
    op.create_table('listing_technology',
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('technology_code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_technology_listing_id')),
    sa.ForeignKeyConstraint(['technology_code'], ['taxonomy_key_technology.code'], name=op.f('fk_listing_technology_technology_code')),
    sa.PrimaryKeyConstraint('listing_id', 'technology_code', name=op.f('pk_listing_technology'))
    )
    op.create_index(op.f('ix_listing_technology_technology_code'), 'listing_technology', ['technology_code'], unique=False)
    op.create_table('listing_version',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('snapshot', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_fields', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['account_user.id'], name=op.f('fk_listing_version_by_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_listing_version_listing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_version')),
    sa.UniqueConstraint('listing_id', 'number', name=op.f('uq_listing_version_listing_id_number'))
    )
    op.create_table('need_comment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clear', sa.Boolean(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['account_user.id'], name=op.f('fk_need_comment_author_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_comment_need_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_comment'))
    )
    op.create_index(op.f('ix_need_comment_need_id'), 'need_comment', ['need_id'], unique=False)
    op.create_table('need_target',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('present', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('target', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_target_need_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_target'))
    )
    op.create_index(op.f('ix_need_target_need_id'), 'need_target', ['need_id'], unique=False)
    op.create_table('deal',
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('pathway', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=True),
    sa.Column('listing_version_id', sa.BigInteger(), nullable=True),
    sa.Column('need_id', sa.BigInteger(), nullable=True),
    sa.Column('broker_user_id', sa.BigInteger(), nullable=True),
    sa.Column('broker_declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('value_min_fen', sa.BigInteger(), nullable=True),
    sa.Column('value_max_fen', sa.BigInteger(), nullable=True),
    sa.Column('value_reason', sa.String(length=300), nullable=True),
    sa.Column('next_action', sa.String(length=200), nullable=True),
    sa.Column('next_action_due', sa.Date(), nullable=True),
    sa.Column('next_action_owner_id', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('loss_code', sa.String(length=60), nullable=True),
    sa.Column('loss_note', sa.Text(), nullable=True),
    sa.Column('last_activity_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("outcome IN ('licensed', 'incubated', 'stopped_after_pilot', 'completed')", name=op.f('ck_deal_outcome')),
    sa.CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name=op.f('ck_deal_closed_has_outcome')),
    sa.CheckConstraint("state <> 'lost' OR loss_code IS NOT NULL", name=op.f('ck_deal_loss_coded')),
    sa.CheckConstraint("state IN ('lead', 'screened', 'negotiating', 'signed', 'pilot', 'incubation', 'closed', 'lost')", name=op.f('ck_deal_state')),
    sa.CheckConstraint('(value_min_fen IS NULL) = (value_max_fen IS NULL)', name=op.f('ck_deal_value_is_a_pair')),
    sa.CheckConstraint('broker_declared_at IS NULL OR broker_user_id IS NOT NULL', name=op.f('ck_deal_declared_by_a_broker')),
    sa.CheckConstraint('num_nonnulls(listing_id, need_id) >= 1', name=op.f('ck_deal_has_item')),
    sa.CheckConstraint('num_nulls(next_action, next_action_due, next_action_owner_id) IN (0, 3)', name=op.f('ck_deal_next_action')),
    sa.CheckConstraint('value_min_fen >= 0 AND value_min_fen <= value_max_fen', name=op.f('ck_deal_value_band')),
    sa.ForeignKeyConstraint(['broker_user_id'], ['account_user.id'], name=op.f('fk_deal_broker_user_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_deal_listing_id')),
    sa.ForeignKeyConstraint(['listing_version_id'], ['listing_version.id'], name=op.f('fk_deal_listing_version_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_deal_need_id')),
    sa.ForeignKeyConstraint(['next_action_owner_id'], ['account_user.id'], name=op.f('fk_deal_next_action_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_public_id'))
    )
    op.create_index(op.f('ix_deal_broker_user_id'), 'deal', ['broker_user_id'], unique=False)
    op.create_index(op.f('ix_deal_listing_id'), 'deal', ['listing_id'], unique=False)
    op.create_index(op.f('ix_deal_need_id'), 'deal', ['need_id'], unique=False)
    op.create_index('ix_deal_next_action_due', 'deal', ['next_action_due'], unique=False, postgresql_where=sa.text('next_action IS NOT NULL'))
    op.create_index(op.f('ix_deal_next_action_owner_id'), 'deal', ['next_action_owner_id'], unique=False)
    op.create_index(op.f('ix_deal_state'), 'deal', ['state'], unique=False)
    op.create_table('deal_block',
    sa.Column('blocked_id', sa.BigInteger(), nullable=False),
    sa.Column('by_organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('enquiry_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['blocked_id'], ['account_organisation.id'], name=op.f('fk_deal_block_blocked_id')),
    sa.ForeignKeyConstraint(['by_organisation_id'], ['account_organisation.id'], name=op.f('fk_deal_block_by_organisation_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account_user.id'], name=op.f('fk_deal_block_created_by_id')),
    sa.ForeignKeyConstraint(['enquiry_id'], ['deal_enquiry.id'], name=op.f('fk_deal_block_enquiry_id')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['account_user.id'], name=op.f('fk_deal_block_lifted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_block')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_block_public_id'))
    )
    op.create_index(op.f('ix_deal_block_by_organisation_id'), 'deal_block', ['by_organisation_id'], unique=False)
    op.create_index('uq_deal_block_in_force', 'deal_block', ['blocked_id', sa.literal_column('coalesce(by_organisation_id, 0)')], unique=True, postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('deal_enquiry_message',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('enquiry_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("side IN ('asker', 'owner', 'broker', 'centre')", name=op.f('ck_deal_enquiry_message_side')),
    sa.ForeignKeyConstraint(['author_id'], ['account_user.id'], name=op.f('fk_deal_enquiry_message_author_id')),
    sa.ForeignKeyConstraint(['enquiry_id'], ['deal_enquiry.id'], name=op.f('fk_deal_enquiry_message_enquiry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_enquiry_message'))
    )
    op.create_index(op.f('ix_deal_enquiry_message_enquiry_id'), 'deal_enquiry_message', ['enquiry_id'], unique=False)
    op.create_table('listing_patent_document',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('patent_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['patent_id'], ['listing_patent.id'], name=op.f('fk_listing_patent_document_patent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_patent_document')),
    sa.UniqueConstraint('patent_id', 'number', name=op.f('uq_listing_patent_document_patent_id_number'))
    )
    op.create_index(op.f('ix_listing_patent_document_number'), 'listing_patent_document', ['number'], unique=False)
    op.create_index(op.f('ix_listing_patent_document_patent_id'), 'listing_patent_document', ['patent_id'], unique=False)
    op.create_table('deal_declaration',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('related_to', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_declaration_deal_id')),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name=op.f('fk_deal_declaration_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_declaration'))
    )
    op.create_index(op.f('ix_deal_declaration_deal_id'), 'deal_declaration', ['deal_id'], unique=False)
    op.create_index(op.f('ix_deal_declaration_user_id'), 'deal_declaration', ['user_id'], unique=False)
    op.create_table('deal_document',
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('previous_id', sa.BigInteger(), nullable=True),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('uploaded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("signed_on IS NULL OR purpose = 'agreement'", name=op.f('ck_deal_document_only_agreements_are_signed')),
    sa.CheckConstraint("visibility <> 'own_side' OR organisation_id IS NOT NULL", name=op.f('ck_deal_document_own_side_has_owner')),
    sa.CheckConstraint("visibility IN ('shared', 'internal', 'own_side')", name=op.f('ck_deal_document_visibility')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_document_deal_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_deal_document_file_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_deal_document_organisation_id')),
    sa.ForeignKeyConstraint(['previous_id'], ['deal_document.id'], name=op.f('fk_deal_document_previous_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['account_user.id'], name=op.f('fk_deal_document_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_document')),
    sa.UniqueConstraint('file_id', name=op.f('uq_deal_document_file_id')),
    sa.UniqueConstraint('previous_id', name=op.f('uq_deal_document_previous_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_document_public_id'))
    )
    op.create_index(op.f('ix_deal_document_deal_id'), 'deal_document', ['deal_id'], unique=False)
    op.create_table('deal_enquiry_file',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_deal_enquiry_file_file_id')),
    sa.ForeignKeyConstraint(['message_id'], ['deal_enquiry_message.id'], name=op.f('fk_deal_enquiry_file_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_enquiry_file')),
    sa.UniqueConstraint('file_id', name=op.f('uq_deal_enquiry_file_file_id'))
    )
    op.create_index(op.f('ix_deal_enquiry_file_message_id'), 'deal_enquiry_file', ['message_id'], unique=False)
    op.create_table('deal_introduction',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('enquiry_id', sa.BigInteger(), nullable=True),
    sa.Column('introducer_id', sa.BigInteger(), nullable=True),
    sa.Column('supplier_id', sa.BigInteger(), nullable=False),
    sa.Column('buyer_id', sa.BigInteger(), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=True),
    sa.Column('need_id', sa.BigInteger(), nullable=True),
    sa.Column('introduced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('acceptance', sa.Text(), nullable=False),
    sa.Column('earlier_id', sa.BigInteger(), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_by_id', sa.BigInteger(), nullable=True),
    sa.Column('cleared_reason', sa.Text(), nullable=True),
    sa.CheckConstraint('num_nulls(cleared_at, cleared_by_id, cleared_reason) IN (0, 3)', name=op.f('ck_deal_introduction_cleared')),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['account_user.id'], name=op.f('fk_deal_introduction_accepted_by_id')),
    sa.ForeignKeyConstraint(['buyer_id'], ['account_organisation.id'], name=op.f('fk_deal_introduction_buyer_id')),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['account_user.id'], name=op.f('fk_deal_introduction_cleared_by_id')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_introduction_deal_id')),
    sa.ForeignKeyConstraint(['earlier_id'], ['deal_introduction.id'], name=op.f('fk_deal_introduction_earlier_id')),
    sa.ForeignKeyConstraint(['enquiry_id'], ['deal_enquiry.id'], name=op.f('fk_deal_introduction_enquiry_id')),
    sa.ForeignKeyConstraint(['introducer_id'], ['account_user.id'], name=op.f('fk_deal_introduction_introducer_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_deal_introduction_listing_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_deal_introduction_need_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['account_organisation.id'], name=op.f('fk_deal_introduction_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_introduction')),
    sa.UniqueConstraint('deal_id', name=op.f('uq_deal_introduction_deal_id')),
    sa.UniqueConstraint('enquiry_id', name=op.f('uq_deal_introduction_enquiry_id'))
    )
    op.create_index(op.f('ix_deal_introduction_introducer_id'), 'deal_introduction', ['introducer_id'], unique=False)
    op.create_index('ix_deal_introduction_pair', 'deal_introduction', ['supplier_id', 'buyer_id'], unique=False)
    op.create_table('deal_note',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('note', 'call', 'meeting', 'visit')", name=op.f('ck_deal_note_kind')),
    sa.CheckConstraint("visibility IN ('shared', 'internal')", name=op.f('ck_deal_note_visibility')),
    sa.ForeignKeyConstraint(['author_id'], ['account_user.id'], name=op.f('fk_deal_note_author_id')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_note_deal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_note'))
    )
    op.create_index(op.f('ix_deal_note_deal_id'), 'deal_note', ['deal_id'], unique=False)
    op.create_table('deal_party',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('contact_user_id', sa.BigInteger(), nullable=True),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("side IN ('supplier', 'buyer', 'broker', 'platform', 'incubator', 'investor', 'other')", name=op.f('ck_deal_party_side')),
    sa.ForeignKeyConstraint(['contact_user_id'], ['account_user.id'], name=op.f('fk_deal_party_contact_user_id')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_party_deal_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_deal_party_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_party'))
    )
    op.create_index(op.f('ix_deal_party_organisation_id'), 'deal_party', ['organisation_id'], unique=False)
    op.create_index('uq_deal_party_organisation', 'deal_party', ['deal_id', 'organisation_id'], unique=True, postgresql_where=sa.text('left_at IS NULL'))
    op.create_index('uq_deal_party_principal', 'deal_party', ['deal_id', 'side'], unique=True, postgresql_where=sa.text("left_at IS NULL AND side IN ('supplier', 'buyer', 'broker')"))
    op.create_table('deal_stage',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('entered_at <= left_at', name=op.f('ck_deal_stage_period')),
    sa.ForeignKeyConstraint(['by_id'], ['account_user.id'], name=op.f('fk_deal_stage_by_id')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_stage_deal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_stage'))
    )
    op.create_index(op.f('ix_deal_stage_deal_id'), 'deal_stage', ['deal_id'], unique=False)
    op.create_index('uq_deal_stage_present', 'deal_stage', ['deal_id'], unique=True, postgresql_where=sa.text('left_at IS NULL'))
    op.create_table('deal_task',
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('assignee_id', sa.BigInteger(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("visibility IN ('shared', 'internal')", name=op.f('ck_deal_task_visibility')),
    sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_deal_task_done_by_somebody')),
    sa.ForeignKeyConstraint(['assignee_id'], ['account_user.id'], name=op.f('fk_deal_task_assignee_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account_user.id'], name=op.f('fk_deal_task_created_by_id')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_deal_task_deal_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account_user.id'], name=op.f('fk_deal_task_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_task')),
    sa.UniqueConstraint('public_id', name=op.f('uq_deal_task_public_id'))
    )
    op.create_index(op.f('ix_deal_task_assignee_id'), 'deal_task', ['assignee_id'], unique=False)
    op.create_index(op.f('ix_deal_task_deal_id'), 'deal_task', ['deal_id'], unique=False)
    op.create_table('pilot_project',
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('listing_id', sa.BigInteger(), nullable=True),
    sa.Column('platform_id', sa.BigInteger(), nullable=True),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('objective_zh', sa.Text(), nullable=True),
    sa.Column('objective_en', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_from', sa.String(length=20), nullable=True),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('extension_reason', sa.Text(), nullable=True),
    sa.Column('extension_approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('budget_fen', sa.BigInteger(), nullable=True),
    sa.Column('spent_fen', sa.BigInteger(), nullable=False),
    sa.Column('failure_risk_rule', sa.Text(), nullable=True),
    sa.Column('start_scale', sa.String(length=40), nullable=True),
    sa.Column('start_level', sa.Integer(), nullable=True),
    sa.Column('final_scale', sa.String(length=40), nullable=True),
    sa.Column('final_level', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.BigInteger(), nullable=True),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("(state = 'on_hold') = (held_from IS NOT NULL)", name=op.f('ck_pilot_project_held_from')),
    sa.CheckConstraint("state IN ('applied', 'g0_intake', 'g1_feasibility', 'g2_contract', 'g3_small_batch', 'g4_verification', 'g5_closure', 'on_hold', 'to_incubation', 'to_licence', 'stopped', 'failed')", name=op.f('ck_pilot_project_state')),
    sa.CheckConstraint('(final_level IS NULL) = (final_scale IS NULL)', name=op.f('ck_pilot_project_final_scale')),
    sa.CheckConstraint('(start_level IS NULL) = (start_scale IS NULL)', name=op.f('ck_pilot_project_start_scale')),
    sa.CheckConstraint('budget_fen > 0', name=op.f('ck_pilot_project_budget')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_pilot_project_period')),
    sa.ForeignKeyConstraint(['created_by'], ['account_user.id'], name=op.f('fk_pilot_project_created_by')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_pilot_project_deal_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['listing.id'], name=op.f('fk_pilot_project_listing_id')),
    sa.ForeignKeyConstraint(['platform_id'], ['pilot_platform.id'], name=op.f('fk_pilot_project_platform_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_project')),
    sa.UniqueConstraint('public_id', name=op.f('uq_pilot_project_public_id'))
    )
    op.create_index(op.f('ix_pilot_project_deal_id'), 'pilot_project', ['deal_id'], unique=False)
    op.create_index(op.f('ix_pilot_project_listing_id'), 'pilot_project', ['listing_id'], unique=False)
    op.create_index(op.f('ix_pilot_project_platform_id'), 'pilot_project', ['platform_id'], unique=False)
    op.create_index(op.f('ix_pilot_project_state'), 'pilot_project', ['state'], unique=False)
    op.create_index('uq_pilot_project_running', 'pilot_project', ['deal_id'], unique=True, postgresql_where=sa.text("state NOT IN ('to_incubation', 'to_licence', 'stopped', 'failed')"))
    op.create_table('incubation_case',
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('pilot_id', sa.BigInteger(), nullable=True),
    sa.Column('incubator_id', sa.BigInteger(), nullable=True),
    sa.Column('title_zh', sa.Text(), nullable=True),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('plan_zh', sa.Text(), nullable=True),
    sa.Column('plan_en', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waiver_reason', sa.Text(), nullable=True),
    sa.Column('waived_by', sa.BigInteger(), nullable=True),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('company_name_zh', sa.Text(), nullable=True),
    sa.Column('company_name_en', sa.Text(), nullable=True),
    sa.Column('company_uscc', sa.String(length=18), nullable=True),
    sa.Column('registered_on', sa.Date(), nullable=True),
    sa.Column('heads_checked', sa.Boolean(), nullable=False),
    sa.Column('ip_route', sa.String(length=20), nullable=True),
    sa.Column('appraisal_number', sa.String(length=80), nullable=True),
    sa.Column('appraised_on', sa.Date(), nullable=True),
    sa.Column('jobs', sa.Integer(), nullable=True),
    sa.Column('investment_fen', sa.BigInteger(), nullable=True),
    sa.Column('revenue_fen', sa.BigInteger(), nullable=True),
    sa.Column('graduation_criterion', sa.String(length=40), nullable=True),
    sa.Column('created_by', sa.BigInteger(), nullable=True),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("ip_route IN ('contribution', 'transfer', 'licence_in')", name=op.f('ck_incubation_case_ip_route')),
    sa.CheckConstraint("state <> 'graduated' OR graduation_criterion IS NOT NULL", name=op.f('ck_incubation_case_graduation_criterion')),
    sa.CheckConstraint("state IN ('applied', 'admitted', 'company_registered', 'ip_contributed', 'operating', 'graduated', 'exited', 'failed')", name=op.f('ck_incubation_case_state')),
    sa.CheckConstraint('jobs >= 0 AND investment_fen >= 0 AND revenue_fen >= 0', name=op.f('ck_incubation_case_figures')),
    sa.CheckConstraint('pilot_id IS NOT NULL OR num_nulls(waiver_reason, waived_by, waived_at) = 0', name=op.f('ck_incubation_case_pilot_or_waiver')),
    sa.ForeignKeyConstraint(['created_by'], ['account_user.id'], name=op.f('fk_incubation_case_created_by')),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_incubation_case_deal_id')),
    sa.ForeignKeyConstraint(['incubator_id'], ['incubator.id'], name=op.f('fk_incubation_case_incubator_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot_project.id'], name=op.f('fk_incubation_case_pilot_id')),
    sa.ForeignKeyConstraint(['waived_by'], ['account_user.id'], name=op.f('fk_incubation_case_waived_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incubation_case')),
    sa.UniqueConstraint('public_id', name=op.f('uq_incubation_case_public_id'))
    )
    op.create_index(op.f('ix_incubation_case_deal_id'), 'incubation_case', ['deal_id'], unique=False)
    op.create_index(op.f('ix_incubation_case_incubator_id'), 'incubation_case', ['incubator_id'], unique=False)
    op.create_index(op.f('ix_incubation_case_pilot_id'), 'incubation_case', ['pilot_id'], unique=False)
    op.create_index(op.f('ix_incubation_case_state'), 'incubation_case', ['state'], unique=False)
    op.create_index('uq_incubation_case_running', 'incubation_case', ['deal_id'], unique=True, postgresql_where=sa.text("state NOT IN ('graduated', 'exited', 'failed')"))
    op.create_table('pilot_cost_share',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=True),
    sa.CheckConstraint('share > 0 AND share <= 10000', name=op.f('ck_pilot_cost_share_share')),
    sa.ForeignKeyConstraint(['organisation_id'], ['account_organisation.id'], name=op.f('fk_pilot_cost_share_organisation_id')),
    sa.ForeignKeyConstraint(['project_id'], ['pilot_project.id'], name=op.f('fk_pilot_cost_share_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_cost_share')),
    sa.UniqueConstraint('project_id', 'organisation_id', name=op.f('uq_pilot_cost_share_project_id_organisation_id'))
    )
    op.create_index(op.f('ix_pilot_cost_share_organisation_id'), 'pilot_cost_share', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_pilot_cost_share_project_id'), 'pilot_cost_share', ['project_id'], unique=False)
    op.create_table('pilot_gate_document',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=4), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("gate IN ('g0', 'g1', 'g2', 'g3', 'g4', 'g5')", name=op.f('ck_pilot_gate_document_gate')),
    sa.ForeignKeyConstraint(['added_by'], ['account_user.id'], name=op.f('fk_pilot_gate_document_added_by')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_pilot_gate_document_file_id')),
    sa.ForeignKeyConstraint(['project_id'], ['pilot_project.id'], name=op.f('fk_pilot_gate_document_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_gate_document'))
    )
    op.create_index(op.f('ix_pilot_gate_document_file_id'), 'pilot_gate_document', ['file_id'], unique=False)
    op.create_index(op.f('ix_pilot_gate_document_project_id'), 'pilot_gate_document', ['project_id'], unique=False)
    op.create_table('pilot_gate_review',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=4), nullable=False),
    sa.Column('decision', sa.String(length=12), nullable=False),
    sa.Column('reviewers', postgresql.ARRAY(sa.String(length=80)), nullable=False),
    sa.Column('independent', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=True),
    sa.Column('conditions_met_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("decision IN ('pass', 'conditional', 'repeat', 'stop')", name=op.f('ck_pilot_gate_review_decision')),
    sa.CheckConstraint("gate IN ('g0', 'g1', 'g2', 'g3', 'g4', 'g5')", name=op.f('ck_pilot_gate_review_gate')),
    sa.ForeignKeyConstraint(['decided_by'], ['account_user.id'], name=op.f('fk_pilot_gate_review_decided_by')),
    sa.ForeignKeyConstraint(['project_id'], ['pilot_project.id'], name=op.f('fk_pilot_gate_review_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_gate_review'))
    )
    op.create_index(op.f('ix_pilot_gate_review_project_id'), 'pilot_gate_review', ['project_id'], unique=False)
    op.create_table('pilot_measurement',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=4), nullable=False),
    sa.Column('metric_zh', sa.Text(), nullable=True),
    sa.Column('metric_en', sa.Text(), nullable=True),
    sa.Column('value', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('target', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('direction', sa.String(length=10), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('condition', sa.String(length=300), nullable=True),
    sa.Column('batch', sa.String(length=60), nullable=True),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("direction IN ('at_least', 'at_most')", name=op.f('ck_pilot_measurement_direction')),
    sa.CheckConstraint("gate IN ('g0', 'g1', 'g2', 'g3', 'g4', 'g5')", name=op.f('ck_pilot_measurement_gate')),
    sa.ForeignKeyConstraint(['project_id'], ['pilot_project.id'], name=op.f('fk_pilot_measurement_project_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['account_user.id'], name=op.f('fk_pilot_measurement_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_measurement'))
    )
    op.create_index(op.f('ix_pilot_measurement_project_id'), 'pilot_measurement', ['project_id'], unique=False)
    op.create_table('incubation_milestone',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("code IN ('i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7')", name=op.f('ck_incubation_milestone_code')),
    sa.ForeignKeyConstraint(['case_id'], ['incubation_case.id'], name=op.f('fk_incubation_milestone_case_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_incubation_milestone_file_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['account_user.id'], name=op.f('fk_incubation_milestone_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incubation_milestone')),
    sa.UniqueConstraint('case_id', 'code', name=op.f('uq_incubation_milestone_case_id_code'))
    )
    op.create_index(op.f('ix_incubation_milestone_case_id'), 'incubation_milestone', ['case_id'], unique=False)
    for statement in ddl.AUDIT_GUARD:
        op.execute(statement)
    create_job_queue(op.get_bind())


def downgrade() -> None:
    drop_job_queue(op.get_bind())
    for statement in ddl.AUDIT_GUARD_DROP:
        op.execute(statement)
    op.drop_index(op.f('ix_incubation_milestone_case_id'), table_name='incubation_milestone')
    op.drop_table('incubation_milestone')
    op.drop_index(op.f('ix_pilot_measurement_project_id'), table_name='pilot_measurement')
    op.drop_table('pilot_measurement')
    op.drop_index(op.f('ix_pilot_gate_review_project_id'), table_name='pilot_gate_review')
    op.drop_table('pilot_gate_review')
    op.drop_index(op.f('ix_pilot_gate_document_project_id'), table_name='pilot_gate_document')
    op.drop_index(op.f('ix_pilot_gate_document_file_id'), table_name='pilot_gate_document')
    op.drop_table('pilot_gate_document')
    op.drop_index(op.f('ix_pilot_cost_share_project_id'), table_name='pilot_cost_share')
    op.drop_index(op.f('ix_pilot_cost_share_organisation_id'), table_name='pilot_cost_share')
    op.drop_table('pilot_cost_share')
    op.drop_index('uq_incubation_case_running', table_name='incubation_case', postgresql_where=sa.text("state NOT IN ('graduated', 'exited', 'failed')"))
    op.drop_index(op.f('ix_incubation_case_state'), table_name='incubation_case')
    op.drop_index(op.f('ix_incubation_case_pilot_id'), table_name='incubation_case')
    op.drop_index(op.f('ix_incubation_case_incubator_id'), table_name='incubation_case')
    op.drop_index(op.f('ix_incubation_case_deal_id'), table_name='incubation_case')
    op.drop_table('incubation_case')
    op.drop_index('uq_pilot_project_running', table_name='pilot_project', postgresql_where=sa.text("state NOT IN ('to_incubation', 'to_licence', 'stopped', 'failed')"))
    op.drop_index(op.f('ix_pilot_project_state'), table_name='pilot_project')
    op.drop_index(op.f('ix_pilot_project_platform_id'), table_name='pilot_project')
    op.drop_index(op.f('ix_pilot_project_listing_id'), table_name='pilot_project')
    op.drop_index(op.f('ix_pilot_project_deal_id'), table_name='pilot_project')
    op.drop_table('pilot_project')
    op.drop_index(op.f('ix_deal_task_deal_id'), table_name='deal_task')
    op.drop_index(op.f('ix_deal_task_assignee_id'), table_name='deal_task')
    op.drop_table('deal_task')
    op.drop_index('uq_deal_stage_present', table_name='deal_stage', postgresql_where=sa.text('left_at IS NULL'))
    op.drop_index(op.f('ix_deal_stage_deal_id'), table_name='deal_stage')
    op.drop_table('deal_stage')
    op.drop_index('uq_deal_party_principal', table_name='deal_party', postgresql_where=sa.text("left_at IS NULL AND side IN ('supplier', 'buyer', 'broker')"))
    op.drop_index('uq_deal_party_organisation', table_name='deal_party', postgresql_where=sa.text('left_at IS NULL'))
    op.drop_index(op.f('ix_deal_party_organisation_id'), table_name='deal_party')
    op.drop_table('deal_party')
    op.drop_index(op.f('ix_deal_note_deal_id'), table_name='deal_note')
    op.drop_table('deal_note')
    op.drop_index('ix_deal_introduction_pair', table_name='deal_introduction')
    op.drop_index(op.f('ix_deal_introduction_introducer_id'), table_name='deal_introduction')
    op.drop_table('deal_introduction')
    op.drop_index(op.f('ix_deal_enquiry_file_message_id'), table_name='deal_enquiry_file')
    op.drop_table('deal_enquiry_file')
    op.drop_index(op.f('ix_deal_document_deal_id'), table_name='deal_document')
    op.drop_table('deal_document')
    op.drop_index(op.f('ix_deal_declaration_user_id'), table_name='deal_declaration')
    op.drop_index(op.f('ix_deal_declaration_deal_id'), table_name='deal_declaration')
    op.drop_table('deal_declaration')
    op.drop_index(op.f('ix_listing_patent_document_patent_id'), table_name='listing_patent_document')
    op.drop_index(op.f('ix_listing_patent_document_number'), table_name='listing_patent_document')
    op.drop_table('listing_patent_document')
    op.drop_index(op.f('ix_deal_enquiry_message_enquiry_id'), table_name='deal_enquiry_message')
    op.drop_table('deal_enquiry_message')
    op.drop_index('uq_deal_block_in_force', table_name='deal_block', postgresql_where=sa.text('lifted_at IS NULL'))
    op.drop_index(op.f('ix_deal_block_by_organisation_id'), table_name='deal_block')
    op.drop_table('deal_block')
    op.drop_index(op.f('ix_deal_state'), table_name='deal')
    op.drop_index(op.f('ix_deal_next_action_owner_id'), table_name='deal')
    op.drop_index('ix_deal_next_action_due', table_name='deal', postgresql_where=sa.text('next_action IS NOT NULL'))
    op.drop_index(op.f('ix_deal_need_id'), table_name='deal')
    op.drop_index(op.f('ix_deal_listing_id'), table_name='deal')
    op.drop_index(op.f('ix_deal_broker_user_id'), table_name='deal')
    op.drop_table('deal')
    op.drop_index(op.f('ix_need_target_need_id'), table_name='need_target')
    op.drop_table('need_target')
    op.drop_index(op.f('ix_need_comment_need_id'), table_name='need_comment')
    op.drop_table('need_comment')
    op.drop_table('listing_version')
    op.drop_index(op.f('ix_listing_technology_technology_code'), table_name='listing_technology')
    op.drop_table('listing_technology')
    op.drop_index(op.f('ix_listing_patent_listing_id'), table_name='listing_patent')
    op.drop_index(op.f('ix_listing_patent_application_number'), table_name='listing_patent')
    op.drop_table('listing_patent')
    op.drop_index(op.f('ix_listing_offer_listing_id'), table_name='listing_offer')
    op.drop_table('listing_offer')
    op.drop_table('listing_ipc')
    op.drop_table('listing_green_class')
    op.drop_index(op.f('ix_listing_figure_listing_id'), table_name='listing_figure')
    op.drop_table('listing_figure')
    op.drop_index(op.f('ix_listing_field_field_code'), table_name='listing_field')
    op.drop_table('listing_field')
    op.drop_index(op.f('ix_listing_completer_listing_id'), table_name='listing_completer')
    op.drop_table('listing_completer')
    op.drop_index(op.f('ix_listing_comment_listing_id'), table_name='listing_comment')
    op.drop_table('listing_comment')
    op.drop_index('uq_listing_change_open', table_name='listing_change', postgresql_where=sa.text("state IN ('editing', 'submitted', 'returned')"))
    op.drop_index(op.f('ix_listing_change_listing_id'), table_name='listing_change')
    op.drop_table('listing_change')
    op.drop_index(op.f('ix_listing_benefit_listing_id'), table_name='listing_benefit')
    op.drop_table('listing_benefit')
    op.drop_index(op.f('ix_listing_attachment_listing_id'), table_name='listing_attachment')
    op.drop_index(op.f('ix_listing_attachment_file_id'), table_name='listing_attachment')
    op.drop_table('listing_attachment')
    op.drop_table('discovery_collection_item')
    op.drop_index('uq_deal_enquiry_open_need', table_name='deal_enquiry', postgresql_where=sa.text("state IN ('open', 'answered') AND need_id IS NOT NULL"))
    op.drop_index('uq_deal_enquiry_open_listing', table_name='deal_enquiry', postgresql_where=sa.text("state IN ('open', 'answered') AND listing_id IS NOT NULL"))
    op.drop_index(op.f('ix_deal_enquiry_state'), table_name='deal_enquiry')
    op.drop_index(op.f('ix_deal_enquiry_owner_id'), table_name='deal_enquiry')
    op.drop_index(op.f('ix_deal_enquiry_need_id'), table_name='deal_enquiry')
    op.drop_index(op.f('ix_deal_enquiry_listing_id'), table_name='deal_enquiry')
    op.drop_index('ix_deal_enquiry_due', table_name='deal_enquiry', postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f('ix_deal_enquiry_broker_user_id'), table_name='deal_enquiry')
    op.drop_index(op.f('ix_deal_enquiry_asker_id'), table_name='deal_enquiry')
    op.drop_table('deal_enquiry')
    op.drop_index(op.f('ix_pilot_platform_region_code'), table_name='pilot_platform')
    op.drop_index(op.f('ix_pilot_platform_organisation_id'), table_name='pilot_platform')
    op.drop_table('pilot_platform')
    op.drop_index(op.f('ix_need_state'), table_name='need')
    op.drop_index(op.f('ix_need_region_code'), table_name='need')
    op.drop_index(op.f('ix_need_published_at'), table_name='need')
    op.drop_index(op.f('ix_need_owner_id'), table_name='need')
    op.drop_index('ix_need_fields', table_name='need', postgresql_using='gin')
    op.drop_index(op.f('ix_need_expires_on'), table_name='need')
    op.drop_table('need')
    op.drop_index(op.f('ix_listing_state'), table_name='listing')
    op.drop_index(op.f('ix_listing_reviewer_id'), table_name='listing')
    op.drop_index('ix_listing_published', table_name='listing', postgresql_where=sa.text("state IN ('published', 'under_offer')"))
    op.drop_index(op.f('ix_listing_owner_id'), table_name='listing')
    op.drop_index('ix_listing_expires_on', table_name='listing', postgresql_where=sa.text("state IN ('published', 'paused')"))
    op.drop_table('listing')
    op.drop_index(op.f('ix_incubator_region_code'), table_name='incubator')
    op.drop_index(op.f('ix_incubator_organisation_id'), table_name='incubator')
    op.drop_table('incubator')
    op.drop_index('ix_discovery_collection_shortlist', table_name='discovery_collection', postgresql_where=sa.text('is_shortlist AND deleted_at IS NULL'))
    op.drop_index(op.f('ix_discovery_collection_owner_id'), table_name='discovery_collection')
    op.drop_index(op.f('ix_discovery_collection_organisation_id'), table_name='discovery_collection')
    op.drop_table('discovery_collection')
    op.drop_index('ix_alerts_match_waiting', table_name='alerts_match', postgresql_where=sa.text('delivery_id IS NULL'))
    op.drop_index(op.f('ix_alerts_match_delivery_id'), table_name='alerts_match')
    op.drop_table('alerts_match')
    op.drop_index('uq_account_membership_active', table_name='account_membership', postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index(op.f('ix_account_membership_user_id'), table_name='account_membership')
    op.drop_index(op.f('ix_account_membership_organisation_id'), table_name='account_membership')
    op.drop_table('account_membership')
    op.drop_index(op.f('ix_account_invitation_organisation_id'), table_name='account_invitation')
    op.drop_table('account_invitation')
    op.drop_index(op.f('ix_account_broker_profile_agency_id'), table_name='account_broker_profile')
    op.drop_table('account_broker_profile')
    op.drop_table('taxonomy_maturity_level')
    op.drop_index(op.f('ix_taxonomy_key_technology_field_code'), table_name='taxonomy_key_technology')
    op.drop_table('taxonomy_key_technology')
    op.drop_table('taxonomy_ipc_field')
    op.drop_table('taxonomy_field_industry')
    op.drop_table('taxonomy_field_green_class')
    op.drop_table('deal_digest')
    op.drop_index('ix_alerts_watch_record', table_name='alerts_watch')
    op.drop_table('alerts_watch')
    op.drop_index(op.f('ix_alerts_saved_search_user_id'), table_name='alerts_saved_search')
    op.drop_table('alerts_saved_search')
    op.drop_table('alerts_delivery')
    op.drop_index('uq_account_role_grant_active', table_name='account_role_grant', postgresql_where=sa.text('revoked_at IS NULL'))
    op.drop_index(op.f('ix_account_role_grant_user_id'), table_name='account_role_grant')
    op.drop_table('account_role_grant')
    op.drop_index('uq_account_organisation_uscc', table_name='account_organisation', postgresql_where=sa.text('uscc IS NOT NULL'))
    op.drop_index('uq_account_organisation_centre', table_name='account_organisation', postgresql_where=sa.text("kind = 'centre'"))
    op.drop_index(op.f('ix_account_organisation_state'), table_name='account_organisation')
    op.drop_index(op.f('ix_account_organisation_region_code'), table_name='account_organisation')
    op.drop_index(op.f('ix_account_organisation_kind'), table_name='account_organisation')
    op.drop_table('account_organisation')
    op.drop_index(op.f('ix_account_one_time_token_user_id'), table_name='account_one_time_token')
    op.drop_table('account_one_time_token')
    op.drop_index(op.f('ix_account_login_session_user_id'), table_name='account_login_session')
    op.drop_table('account_login_session')
    op.drop_index(op.f('ix_account_consent_user_id'), table_name='account_consent')
    op.drop_table('account_consent')
    op.drop_index(op.f('ix_account_api_token_user_id'), table_name='account_api_token')
    op.drop_table('account_api_token')
    op.drop_table('taxonomy_stamp')
    op.drop_index(op.f('ix_taxonomy_rule_parameter_code'), table_name='taxonomy_rule_parameter')
    op.drop_table('taxonomy_rule_parameter')
    op.drop_table('taxonomy_region')
    op.drop_table('taxonomy_maturity_scale')
    op.drop_table('taxonomy_ipc_symbol')
    op.drop_table('taxonomy_industry')
    op.drop_index(op.f('ix_taxonomy_green_ipc_subclass'), table_name='taxonomy_green_ipc')
    op.drop_table('taxonomy_green_ipc')
    op.drop_table('taxonomy_green_class')
    op.drop_table('taxonomy_field')
    op.drop_table('taxonomy_code')
    op.drop_table('stored_file_text')
    op.drop_index(op.f('ix_stored_file_sha256'), table_name='stored_file')
    op.drop_table('stored_file')
    op.drop_table('search_vector_task')
    op.drop_table('search_vector')
    op.drop_table('search_reconcile')
    op.drop_table('search_rebuild')
    op.drop_index('ix_search_outbox_open', table_name='search_outbox', postgresql_where=sa.text('done_at IS NULL AND dead_at IS NULL'))
    op.drop_table('search_outbox')
    op.drop_index(op.f('ix_message_user_id'), table_name='message')
    op.drop_index('ix_message_unread', table_name='message', postgresql_where=sa.text('read_at IS NULL'))
    op.drop_table('message')
    op.drop_table('matching_term')
    op.drop_table('matching_count')
    op.drop_table('lexicon_word')
    op.drop_index('uq_lexicon_synonym_term', table_name='lexicon_synonym')
    op.drop_index(op.f('ix_lexicon_synonym_group'), table_name='lexicon_synonym')
    op.drop_table('lexicon_synonym')
    op.drop_table('lexicon_stop_term')
    op.drop_table('lexicon_stamp')
    op.drop_index('uq_lexicon_pair_terms', table_name='lexicon_pair')
    op.drop_index('ix_lexicon_pair_en', table_name='lexicon_pair')
    op.drop_table('lexicon_pair')
    op.drop_index(op.f('ix_idempotency_key_created_at'), table_name='idempotency_key')
    op.drop_table('idempotency_key')
    op.drop_index('ix_event_subjects', table_name='event', postgresql_using='gin')
    op.drop_index(op.f('ix_event_kind'), table_name='event')
    op.drop_index(op.f('ix_event_at'), table_name='event')
    op.drop_table('event')
    op.drop_index('ix_discovery_suggest_term_pinyin', table_name='discovery_suggest_term', postgresql_ops={'pinyin': 'text_pattern_ops'})
    op.drop_index('ix_discovery_suggest_term_only_listing', table_name='discovery_suggest_term')
    op.drop_index('ix_discovery_suggest_term_norm', table_name='discovery_suggest_term', postgresql_ops={'norm': 'text_pattern_ops'})
    op.drop_index('ix_discovery_suggest_term_initials', table_name='discovery_suggest_term', postgresql_ops={'initials': 'text_pattern_ops'})
    op.drop_table('discovery_suggest_term')
    op.drop_table('deal_stage_rule')
    op.drop_table('calendar_day')
    op.drop_index(op.f('ix_attempt_count_ends_at'), table_name='attempt_count')
    op.drop_table('attempt_count')
    op.drop_table('alerts_record')
    op.drop_table('alerts_progress')
    op.drop_index('uq_account_user_email', table_name='account_user')
    op.drop_table('account_user')
