"""What nobody of good will sends: words, files and bodies that break a careless form."""

import io
import zipfile
from collections.abc import Mapping

from tests.builders.pictures import jpeg, png, webp
from tests.builders.rendered import BOUNDARY

SCRIPT = "<script>alert('暗号')</script>"
LONG = 100_000
WORDS: Mapping[str, str] = {
    "a null character": "前\0后",
    "an emoji": "👨‍👩‍👧‍👦🏭‼️",
    "half a character": "前\ud83d后\udfff",
    "a hundred thousand characters": "长" * LONG,
    "right-to-left marks": "\u202e款退\u2066给我\u200f",
    "full-width digits": "１２３４５６７８",
    "a full-width code": "９１４４１３００ＭＡ５ＵＫＱＸ７０Ｎ",
    "a script": f"\"'>{SCRIPT}<img src=x onerror=alert(1)>{{{{7*7}}}}{{% x %}}",
    "quotes of SQL": "'); drop table problems_problem; -- \\' or ''='",
    "a number below nothing": "-1",
    "a huge number": "9" * 40,
    "a number of more digits than Python reads": "9" * 5_000,
    "no number": "NaN",
    "a power": "1e400",
    "a day before all days": "0000-00-00",
    "the last of all days": "9999-12-31",
    "the last of all moments": "9999-12-31T23:59",
    "blanks": " \t\n\u3000\u200b",
    "lines": "一行\r\n\r\nSet-Cookie: a=b\r\u2028又一行",
    "another house": "//evil.example/%2e%2e/",
    "signs of a pattern": "%_\\*[^(?:",
}
"""What is typed, by what it is called."""

PLAIN: Mapping[str, str] = {
    name: text for name, text in WORDS.items() if text.isprintable() and len(text) < LONG
}
"""Those that a page can show again letter by letter."""

CURSORS: Mapping[str, str] = {
    **WORDS,
    "a cursor of another list": "2026-03-06T10:00:00+00:00~7",
    "a cursor of huge parts": f"9999-12-31T23:59:59+00:00~{'9' * 18}",
    "a cursor without zone": "2026-03-06T10:00:00~1",
    "a cursor beyond the zones": "0001-01-01T00:00:00+14:00~1",
    "half a cursor": "~",
    "a period without end": "2026-03-01~9999-12-31",
    "a period of all time": "0001-01-01~9999-12-31",
    "a period backwards": "2026-03-31~2026-03-01",
}
"""What stands behind the question mark of an address."""

PATHS: Mapping[str, str] = {
    "a null character": "%00",
    "half a character": "%ED%A0%BD",
    "the way up": "..%2F..%2Fetc%2Fpasswd",
    "a script": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "a huge number": "9" * 40,
    "a number of more digits than Python reads": "9" * 5_000,
    "a hundred thousand characters": "a" * LONG,
    "full-width digits": "%EF%BC%91",
}
"""What stands in an address where a thing is named."""


def bomb() -> bytes:
    """A table of few kilobytes that unpacks to a hundred megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return packed.getvalue()


PNG = b"\x89PNG\r\n\x1a\n"
FILES: Mapping[str, tuple[str, bytes]] = {
    "an empty file": ("空.png", b""),
    "a file of another kind": ("照片.png", b"MZ\x90\x00\x03"),
    "a double ending": ("照片.png.exe", PNG + b"x" * 64),
    "a picture that is a page": ("照片.png", f"<!doctype html>{SCRIPT}".encode()),
    "a drawing with a script": ("图.svg", f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode()),
    "a page": ("页.html", f"<html>{SCRIPT}</html>".encode()),
    "text that is a page": ("字.txt", f"  \n<svg onload=alert(1)>{SCRIPT}".encode()),
    "a packed bomb": ("表.xlsx", bomb()),
    "a broken archive": ("表.xlsx", b"PK\x03\x04" + b"\0" * 64),
    "the beginning of a photo": ("照片.png", PNG),
    "a photo cut off": ("照片.jpg", jpeg()[:-2]),
    "a photo that lies about its parts": ("照片.jpg", jpeg(b"\xff\xe1\xff\xff")),
    "a photo of billions": ("照片.png", png(width=4_000_000_000, height=4_000_000_000)),
    "a photo of endless parts": ("照片.webp", webp(b"GPSx\0\0\0\0" * 110_000)),
    "a nameless file": (" ", b"MZ"),
    "a name that climbs": ("../../../../tmp/爬.exe", b"MZ"),
    "a name that turns round": ("\u202egnp.照片.exe", b"MZ"),
    "a name of thousands": ("长" * 3_000 + ".exe", b"MZ"),
    "a name with a null character": ("前\0后.exe", b"MZ"),
    "a table of half characters": ("表.csv", b"\xff\xfe\x00\xd8\x00"),
}
"""Name and content of files that nobody takes, by what they are called."""

_PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="facts"'
BODIES: Mapping[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"facts": {"$gt": ""}}'),
    "XML": ("text/xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
    "nothing at all": ("", b""),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=klingon", b"facts=a"),
    "another charset": ("application/x-www-form-urlencoded; charset=gb18030", "facts=路灯".encode("gb18030")),
    "bytes of another charset": ("application/x-www-form-urlencoded", "facts=路灯".encode("gb18030")),
    "parts without a boundary": ("multipart/form-data", b"facts=a"),
    "parts with a strange boundary": ("multipart/form-data; boundary=\xff\xfe", b"facts=a"),
    "parts cut off": (f"multipart/form-data; boundary={BOUNDARY}", _PART.encode()),
    "a part of an unknown encoding": (
        f"multipart/form-data; boundary={BOUNDARY}",
        f"{_PART}; filename*=klingon''a.png\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
    ),
    "a part in broken base64": (
        f"multipart/form-data; boundary={BOUNDARY}",
        f"{_PART}\r\nContent-Transfer-Encoding: base64\r\n\r\n=x=\r\n--{BOUNDARY}--\r\n".encode(),
    ),
    "a thousand fields": (
        "application/x-www-form-urlencoded",
        "&".join(f"f{n}=1" for n in range(1_000)).encode(),
    ),
    "a thousand files": (
        f"multipart/form-data; boundary={BOUNDARY}",
        b"".join(
            f'{_PART.replace("facts", "attachments")}; filename="{n}.txt"\r\n\r\na\r\n'.encode()
            for n in range(1_000)
        )
        + f"--{BOUNDARY}--\r\n".encode(),
    ),
    "five megabytes": ("application/x-www-form-urlencoded", b"facts=" + b"a" * 5_000_000),
}
"""What a body is said to be, and what it is."""
