"""`make run`: everything on one machine with one command: database, schema, demo, index, web, worker."""
