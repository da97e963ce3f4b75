"""Make the page's two typefaces: Hanken Grotesk as its package ships it, cut to what pages need, as WOFF2.

    uvx --from fonttools==4.68.0 --with brotli==1.2.1 python scripts/interface_fonts.py

Run by hand when the package or the set of letters changes; the results are committed. A licence that reserves
names is honoured by giving the cut-down fonts one of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
NAME, WEIGHTS = "Cuelock Interface", ("Regular", "SemiBold")
LETTERS = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),  # western, central and northern European
    *range(0x218, 0x21C),  # Romanian
    *range(0x1E80, 0x1E86),  # Welsh
    *range(0x2010, 0x2027),
    *(0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265),
}
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum")


def main(source: Path) -> int:
    out = ROOT / "static" / "fonts"
    out.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        font = TTFont(source / f"HankenGrotesk-{weight}.otf")
        missing = used() & set(font.getBestCmap()) - LETTERS
        if missing:
            print(f"pages use {''.join(map(chr, sorted(missing)))}: add them to LETTERS", file=sys.stderr)
            return 1
        cut(font, weight).save(out / f"interface-{weight.lower()}.woff2")
    licence = (source / "OFL.txt").read_text(encoding="utf-8")
    notice = "Copyright (c) 2018, Alfredo Marco Pradil (hello@hanken.co), with Font Name Hanken Grotesk.\n"
    (out / "OFL.txt").write_text(notice + licence[licence.index("This Font Software") :], encoding="utf-8")
    return 0


def used() -> set[int]:
    """Every character that stands in a template."""
    return {ord(c) for page in (ROOT / "templates").rglob("*.html") for c in page.read_text("utf-8")}


def cut(font: TTFont, weight: str) -> TTFont:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    options.desubroutinize = True  # larger before brotli, smaller after it
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    names = {1: NAME, 4: f"{NAME} {weight}", 6: f"{NAME.replace(' ', '')}-{weight}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["CFF "].cff.fontNames = [names[6]]
    top = font["CFF "].cff.topDictIndex[0]
    top.FullName, top.FamilyName = names[4], names[1]
    font.flavor = "woff2"
    return font


if __name__ == "__main__":
    from importlib.util import find_spec

    spec = find_spec("font_hanken_grotesk")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else spec and Path(str(spec.origin)).parent / "files"
    if not folder:
        sys.exit("name the folder of Hanken Grotesk's .otf files")
    sys.exit(main(folder))
