"""`python -m qinqing.lib.rules check RULES.yaml CASES.yaml`: does each case come out as it says?

Exit status 0 if all agree, 1 if one differs, 2 if a file cannot be read.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from .check import lines, verdicts
from .document import read_rulebook
from .faults import WrongRules

USAGE = "用法：python -m qinqing.lib.rules check 规则.yaml 案例.yaml"


def document(path: str) -> Any:
    """What a YAML or JSON file holds; refuses one that is not there or is neither."""
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as missing:
        raise WrongRules(path, f"打不开：{missing.strerror}") from missing
    except UnicodeDecodeError as binary:
        raise WrongRules(path, "不是 UTF-8 文本") from binary
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        raise WrongRules(path, f"不是 YAML：{' '.join(str(wrong).split())}") from wrong


def main(arguments: list[str]) -> int:
    """Print each case and the total."""
    if len(arguments) != 3 or arguments[0] != "check":
        print(USAGE, file=sys.stderr)
        return 2
    try:
        found = list(verdicts(read_rulebook(document(arguments[1])), document(arguments[2])))
    except (WrongRules, RecursionError) as refused:
        print(refused if isinstance(refused, WrongRules) else "嵌套过深", file=sys.stderr)
        return 2
    for verdict in found:
        print("\n".join(lines(verdict)))
    different = [verdict.case for verdict in found if not verdict.agrees]
    print(f"共 {len(found)} 例，一致 {len(found) - len(different)}，不同 {len(different)}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
