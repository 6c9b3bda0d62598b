"""The database under the house: found or started, its roles, its schema's fingerprint, who is kept running.

`folder` is the data folder: where it lies, its lock, its secrets. `launcher` runs the embedded PostgreSQL
with the programs that `binaries` finds; an address in `DATABASE_URL` takes its place (`external`), for
tests too (`borrowed`). `roles` makes the plain roles the program works under. `schema` knows whether the
migrations have run. `supervisor` keeps processes alive and stops them in order; `leash` ends them when the
supervisor itself is killed.

Nothing here needs Django: it runs before there are settings to read.
"""
