"""How passwords are digested: as strong as OWASP asks, and small enough for many sign-ins at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and two passes, twice OWASP's least, on one lane.

    Django's own 100 MiB on eight lanes let a dozen strangers at the door take a gigabyte and both cores.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
