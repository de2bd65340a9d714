"""The floor under every noun: database, unit of work, workflow, audit, policy, jobs, files, language."""
