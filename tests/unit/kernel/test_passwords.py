"""The digest of a password in production."""

from django.contrib.auth.hashers import check_password, make_password

from qinqing.kernel.passwords import Argon2


def test_a_password_is_digested_by_argon2id_at_the_strength_that_is_promised() -> None:
    assert make_password("Lu-Deng.7742").startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")


def test_a_digest_knows_its_password_and_no_other() -> None:
    digest = make_password("Lu-Deng.7742")
    assert check_password("Lu-Deng.7742", digest)
    assert not check_password("Lu-Deng.7743", digest)


class Weaker(Argon2):
    """As it may have been years ago."""

    time_cost = 1


def test_a_digest_of_former_strength_is_renewed_at_the_next_sign_in() -> None:
    renewed: list[str] = []
    former = Weaker().encode("Lu-Deng.7742", Weaker().salt())
    assert check_password("Lu-Deng.7742", former, setter=renewed.append)
    assert renewed == ["Lu-Deng.7742"]
