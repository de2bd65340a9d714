"""The demonstration accounts that the start-up message names: one per role, one password."""

DEMO_PASSWORD = "green-demo-2026"  # noqa: S105 (a public password of accounts that exist only in a demonstration)

DEMO_ACCOUNTS = [
    ("uni@demo.example", "高校 university officer"),
    ("researcher@demo.example", "科研人员 researcher"),
    ("ent@demo.example", "企业 enterprise"),
    ("broker@demo.example", "经理人 broker"),
    ("review@demo.example", "审核 reviewer"),
    ("lead@demo.example", "主任 centre lead"),
    ("fin@demo.example", "财务 finance"),
    ("audit@demo.example", "审计 auditor"),
    ("admin@demo.example", "管理员 administrator"),
]
