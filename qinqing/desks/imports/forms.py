"""The one form: a file, and the area it is for."""

from django import forms

from qinqing.kernel.forms import Form, IdField


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
