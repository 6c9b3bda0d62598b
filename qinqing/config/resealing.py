"""`qinqing rotate-key` and `qinqing restore`: everything sealed passes to the present key of `secrets/`."""

import os
import sys
from pathlib import Path

from django.db import transaction

from qinqing.domains.accounts.actions import tell_field_key_rotated
from qinqing.kernel import clock, door, resealing
from qinqing.kernel.database import keys
from qinqing.kernel.permissions import system
from qinqing.kernel.resealing import Passage, Passed


def rotate_key(words: list[str]) -> int:
    """Everything passes to the next key, and it is on record; the old key is the launcher's to retire.

    What no key opens stays as it is and is named; that stops nothing, since no key will ever open it.
    """
    passed = _pass_on(forget=True)
    with transaction.atomic():
        door.step_in(system(resealing.RULE))
        tell_field_key_rotated(moved=passed.moved, now=clock.now())
    sys.stdout.write(f"{passed.moved} 个加密的值换成了新密钥。\n")
    _name_lost(passed)
    return 0


def fit_key(words: list[str]) -> int:
    """What a backup brought under an earlier key passes to the present one; 1 where no key opens a value."""
    passed = _pass_on(forget=False)
    if passed.moved:
        sys.stdout.write(f"备份里有 {passed.moved} 个值是用旧密钥加密的，已换成现在的密钥。\n")
    _name_lost(passed)
    return 1 if passed.lost else 0


def _pass_on(*, forget: bool) -> Passed:
    secrets = Path(os.environ["QINQING_SECRETS"])
    passage = Passage(keys.present(secrets), keys.earlier(secrets), _say)
    return resealing.pass_on(passage, forget=forget)


def _say(label: str, seen: int) -> None:
    sys.stdout.write(f"  {label} {seen}\n")
    sys.stdout.flush()


def _name_lost(passed: Passed) -> None:
    if passed.lost:
        where = "、".join(f"{label} {count} 个" for label, count in passed.lost.items())
        sys.stderr.write(
            f"secrets 里哪把密钥都打不开：{where}，原样留着。"
            "找到封它们的那把 field.key，改名 field-日期.key 放进 secrets，再运行一次 qinqing rotate-key。\n"
        )
