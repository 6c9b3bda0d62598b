"""Papers: what a template of typst makes of plain values, on A4, its fonts embedded.

What makes papers is heavy and seldom asked for: it is loaded with the first paper, not with every process.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def printed(template: Path, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template that reads its content as JSON and decides nothing."""
    return bytes(
        import_module("typst").compile(
            str(template),
            font_paths=_font_folders(),
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        )
    )


@cache
def _font_folders() -> list[str]:
    """Where the fonts lie that came with the locks; the machine's own are not asked."""
    found = find_spec("noto_cjk_sans_otc")
    assert found is not None
    assert found.submodule_search_locations is not None
    return list(found.submodule_search_locations)
