"""A password hasher that is quick and counts its work."""

from django.contrib.auth.hashers import MD5PasswordHasher


class Counting(MD5PasswordHasher):
    """Each digest computed, for checking or for storing, counts as one."""

    algorithm = "counting"
    computed = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.computed += 1
        return super().encode(password, salt)


QUICK = ["tests.builders.hashing.Counting"]
