"""The keys in `secrets/`: parted for an installation from before, begun, retired; whole after any kill."""

from datetime import date
from pathlib import Path

import pytest

from qinqing.kernel.database import chain, folder, keys
from qinqing.kernel.database.keys import Key
from qinqing.kernel.database.startup import CannotStart
from qinqing.lib.chain import Head

DAY = date(2026, 11, 23)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The keys of a new installation."""
    return folder.ensure_secrets(tmp_path)


def signed_heads(place: Path, key: Key) -> Path:
    """A file with one head that this key has signed."""
    head = Head(7, bytes(32))
    signature = key.signing().sign(chain.signed_words(head, "2026-03-02T01:30:00Z"))
    line = chain.head_line(head, "2026-03-02T01:30:00Z", signature)
    place.write_text(chain.key_line(key.signing().public_key().public_bytes_raw()) + line)
    return place


def test_a_new_installation_signs_by_another_key_than_it_seals_by(secrets: Path, tmp_path: Path) -> None:
    keys.part(secrets, tmp_path / "no heads")
    assert keys.read(secrets / keys.SIGN) != keys.read(secrets / keys.FIELD)


def test_an_installation_from_before_goes_on_signing_as_it_did(secrets: Path, tmp_path: Path) -> None:
    (secrets / keys.SIGN).unlink()
    field = keys.read(secrets / keys.FIELD)
    heads = signed_heads(tmp_path / "heads.txt", field)
    for _ in range(2):
        keys.part(secrets, heads)
        assert keys.read(secrets / keys.SIGN) == field


def test_parted_late_it_signs_as_its_first_key_did(secrets: Path, tmp_path: Path) -> None:
    first = keys.read(secrets / keys.FIELD)
    for day in (DAY, date(2027, 1, 5), date(2027, 1, 5)):
        keys.begin(secrets)
        keys.finish(secrets, day)
    (secrets / keys.SIGN).unlink()
    keys.part(secrets, tmp_path / "no heads")
    assert keys.read(secrets / keys.SIGN) == first


def test_a_lost_key_of_signing_is_not_made_up(secrets: Path, tmp_path: Path) -> None:
    heads = signed_heads(tmp_path / "heads.txt", keys.read(secrets / keys.SIGN))
    (secrets / keys.SIGN).unlink()
    with pytest.raises(CannotStart, match="密钥文件不见了"):
        keys.part(secrets, heads)
    assert not (secrets / keys.SIGN).exists()


def test_the_old_key_is_kept_by_the_name_of_the_day(secrets: Path) -> None:
    old = keys.read(secrets / keys.FIELD)
    keys.begin(secrets)
    new = keys.present(secrets)
    kept = keys.finish(secrets, DAY)
    assert kept.name == "field-2026-11-23.key"
    assert keys.read(kept) == old
    assert keys.read(secrets / keys.FIELD) == new != old
    assert keys.earlier(secrets) == [old]
    assert not keys.is_rotating(secrets)


def test_two_keys_of_one_day_are_both_kept_the_latest_first(secrets: Path) -> None:
    used = []
    for _ in range(3):
        used.append(keys.present(secrets))
        keys.begin(secrets)
        keys.finish(secrets, DAY)
    assert keys.earlier(secrets) == used[::-1]


def test_a_rotation_that_goes_on_goes_on_with_its_own_key(secrets: Path) -> None:
    keys.begin(secrets)
    drawn = keys.present(secrets)
    keys.begin(secrets)
    assert keys.present(secrets) == drawn
    assert keys.earlier(secrets) == [keys.read(secrets / keys.FIELD)]


def test_killed_after_the_old_key_was_put_aside_it_is_put_aside_once(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.begin(secrets)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            keys.finish(secrets, DAY)
    assert keys.is_rotating(secrets)
    keys.finish(secrets, date(2026, 11, 24))
    assert [place.name for place in secrets.glob(keys.RETIRED)] == ["field-2026-11-23.key"]


def killed(*args: object) -> None:
    raise KeyboardInterrupt


def test_half_way_nothing_else_is_begun(secrets: Path) -> None:
    keys.refuse_rotating(secrets)
    keys.begin(secrets)
    with pytest.raises(CannotStart, match="换到一半"):
        keys.refuse_rotating(secrets)
