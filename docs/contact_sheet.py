"""Take every page in every form on one sheet, and name what differs from the run before (`make sheet`).

The paper is the one that the acceptance fills. What a form asks for that no story has, such as a headline of
160 letters, is put into the page by a script of this command. All files go to build/sheet: `before`, `now`,
and sheet.png.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from acceptance import paper
from acceptance.browser import opened

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "sheet"
WIDTHS = (320, 390, 768, 1024, 1440, 1920, 2560)
TALLEST = 4000  # px of a shot: below, a list only goes on
FEW = ("front", "story", "pictures", "section", "search", "Arabic", "person", "topic")
TWELVE, LONG = (
    "Twelve signs",
    "A headline of a hundred and sixty letters goes on about the council, the bridge, ",
)
HEADLINES = "document.querySelectorAll('.headline a, h1.headline').forEach(each => each.textContent = {!r})"
NAMES = "document.querySelectorAll('.menu li a').forEach(each => each.textContent = 'N'.padEnd(60, 'ame '))"
FORMS = {
    "dark": ({"color_scheme": "dark"}, ""),
    "print": ({"media": "print"}, ""),
    "forced colours": ({"forced_colors": "active"}, ""),
    "type of 200 %": ({}, "document.documentElement.style.fontSize = '200%'"),
    "right to left": ({}, "document.documentElement.dir = 'rtl'"),
    "headlines of 12": ({}, HEADLINES.format(TWELVE)),
    "headlines of 160": ({}, HEADLINES.format((LONG * 2)[:160])),
    "no pictures": ({}, "document.querySelectorAll('.shot, .picture').forEach(each => each.remove())"),
    "one story": (
        {},
        "document.querySelectorAll('.block, .latest, .second-row, .river > li + li')"
        ".forEach(each => each.remove())",
    ),
    "100 stories": (
        {},
        "const some = document.querySelector('.river'), rows = [...some?.children ?? []];"
        "for (let n = 0; rows.length && some.children.length < 100; n++)"
        " some.append(rows[n % rows.length].cloneNode(true))",
    ),
    "40 sections": (
        {},
        "const menu = document.querySelector('.menu ul');"
        "for (let n = 0; menu.children.length < 40; n++) menu.append(menu.children[n].cloneNode(true));"
        + NAMES,
    ),
    "sans, close": (
        {},
        "Object.assign(document.documentElement.dataset, {type: 'sans', density: 'close'})",
    ),
}
ALL_PAGES = ("dark", "print", "forced colours", "type of 200 %")
NO_CLOCK = "document.querySelectorAll('time').forEach(each => each.textContent = '1 January 2026')"
# Pictures further down are fetched late or never, and the fonts of letters that only a few pages have late.
READY = (
    "const all = [...document.images].filter(each => each.checkVisibility()"
    " && each.getBoundingClientRect().top < innerHeight);"
    "await Promise.all([document.fonts.ready, ...all.map(each => each.decode().catch(() => {}))])"
)
FILE = str.maketrans(" ", "_", "%()")  # letters of a name, and of its file
THUMB = (180, 240)
COLUMNS = 24


@dataclass(frozen=True)
class Shot:
    page: str
    path: str
    width: int
    form: str = "light"

    @property
    def file(self):
        return f"{self.page}-{self.width}-{self.form}.png".translate(FILE)


def shots():
    for name, path in {**paper.PAGES, **paper.ERRORS}.items():
        yield from (Shot(name, path, width) for width in WIDTHS)
        forms, widths = (FORMS, (390, 1440)) if name in FEW else (ALL_PAGES, (390,))
        yield from (Shot(name, path, width, form) for form in forms for width in widths)


def take(page, home, shot):
    """Take a shot, and return whether its page is wider than its window."""
    media, script = FORMS.get(shot.form, ({}, ""))
    page.set_viewport_size({"width": shot.width, "height": TALLEST})
    page.emulate_media(**{"media": "screen", "color_scheme": "light", "forced_colors": "none", **media})
    page.goto(home + shot.path, wait_until="load")
    page.evaluate(f"async () => {{ {NO_CLOCK}; {script}; {READY} }}")
    wide, high = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": shot.width, "height": min(high, TALLEST)}
    page.screenshot(path=FOLDER / "now" / shot.file, clip=clip)
    return wide > shot.width and shot.form != "print"


def take_all(home, some):
    with opened() as browser:
        page = browser.new_page(reduced_motion="reduce")
        page.goto(home)  # the fonts are in the cache from here on
        return [shot.file for shot in some if take(page, home, shot)]


def sheet(files):
    """Put the top of each shot on one sheet, with its name."""
    wide, high = THUMB[0] + 8, THUMB[1] + 22
    whole = Image.new("RGB", (COLUMNS * wide, -(-len(files) // COLUMNS) * high), "#888")
    pen = ImageDraw.Draw(whole)
    for number, file in enumerate(files):
        left, top = number % COLUMNS * wide, number // COLUMNS * high
        with Image.open(file) as shot:
            shot.draft("RGB", THUMB)
            thumb = shot.convert("RGB").crop((0, 0, shot.width, min(shot.height, shot.width * 4 // 3)))
            whole.paste(thumb.resize((THUMB[0], THUMB[0] * thumb.height // thumb.width)), (left, top + 14))
        pen.text((left, top), file.stem[:34], fill="white")
    whole.save(FOLDER / "sheet.png")


def differences(before, now):
    """Yield (name, what differs) of the shots of two folders."""
    old, new = ({file.name: file for file in folder.glob("*.png")} for folder in (before, now))
    for name in sorted(old.keys() | new.keys()):
        if name not in new or name not in old:
            yield name, "gone" if name in old else "new"
        elif changed := pixels(old[name], new[name]):
            yield name, f"{changed:,} px"


def pixels(old, new):
    """Count the pixels of two pictures that differ; what only one of them has counts too."""
    with Image.open(old) as one, Image.open(new) as other:
        one, other = one.convert("RGB"), other.convert("RGB")
        shared = min(one.width, other.width), min(one.height, other.height)
        rest = max(one.width * one.height, other.width * other.height) - shared[0] * shared[1]
        found = ImageChops.difference(one.crop((0, 0, *shared)), other.crop((0, 0, *shared)))
        # The largest of the three, since grey would lose a small difference of one.
        same = reduce(ImageChops.lighter, found.split()).histogram()[0]
        return shared[0] * shared[1] - same + rest


def main(words):
    """Take the shots whose page is named, or all."""
    before, now = FOLDER / "before", FOLDER / "now"
    if now.exists():
        shutil.rmtree(before, ignore_errors=True)
        now.rename(before)
    now.mkdir(parents=True)
    some = [shot for shot in shots() if not words or shot.page in words]
    with tempfile.TemporaryDirectory(prefix="newsroom-sheet-") as place, paper.opened(Path(place)) as shown:
        wide = take_all(shown.home, some)
    sheet([now / shot.file for shot in some])
    say = partial(print, file=sys.stdout)
    found = (
        [each for each in differences(before, now) if not words or each[1] != "gone"]
        if before.exists()
        else []
    )
    for name, what in found:
        say(f"{what:>14}  {name}")
    for name in wide:
        say(f"scrolls sideways  {name}")
    say(f"{len(some)} shots, {len(found)} differ: {FOLDER / 'sheet.png'}")
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
