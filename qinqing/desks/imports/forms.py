"""Parse the two forms: a file and the area it is for; which column is what."""

from typing import Any

from django import forms

from qinqing.kernel.forms import ChoiceField, Form, IdField
from qinqing.lib.spreadsheets import HEADING_WITHIN, Column


class UploadForm(Form):
    file = forms.FileField(
        label="表格文件",
        error_messages={
            "required": "请选一个文件",
            "empty": "这个文件是空的",
            "invalid": "文件没有传上来，请再选一次",
        },
    )
    area_id = IdField("归到哪个区域")


class ColumnsForm(Form):
    """One choice for each column of the file; `head` is the line of the headings."""

    head = forms.IntegerField(
        label="表头在第几行",
        min_value=0,
        max_value=HEADING_WITHIN,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"写 1 到 {HEADING_WITHIN} 的行号"
        ),
    )

    def __init__(
        self, data: Any, columns: tuple[Column, ...], summary: dict[str, Any], *, samples: bool
    ) -> None:
        keys = {place: key for key, place in summary["places"].items()}
        names = {f"column_{one['place']}": one for one in summary["columns"]}
        initial = {name: keys.get(one["place"], "") for name, one in names.items()}
        super().__init__(data, initial={"head": summary["head"], **initial})
        for name, one in names.items():
            self.fields[name] = ChoiceField(
                one["heading"] or "（没有表头）",
                [(column.key, column.label) for column in columns],
                required=False,
                help_text="、".join(one["samples"]) if samples else "",
            )
        self._places = {name: one["place"] for name, one in names.items()}

    def clean(self) -> None:
        """A field of ours is in one column only."""
        taken: dict[str, str] = {}
        for name in self._places:
            key = self.cleaned_data.get(name)
            if key and key in taken:
                label = dict(self.fields[name].choices)[key]  # type: ignore[attr-defined]
                self.add_error(name, f"“{label}”已经选给另一列了")
            elif key:
                taken[key] = name

    def places(self) -> dict[str, int]:
        """The place of each known column."""
        given = self.cleaned_data
        return {given[name]: place for name, place in self._places.items() if given.get(name)}

    @property
    def rows(self) -> list[forms.BoundField]:
        """The columns of the file, in their order."""
        return [self[name] for name in self._places]
