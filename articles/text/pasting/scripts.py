"""Superscripts and subscripts in letters, since Markdown has none."""

import re
from itertools import groupby
from unicodedata import decimal, decomposition

SUPER = zip(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
    strict=True,
)
SUB = zip("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
LETTERS = {"sup": dict(SUPER), "sub": dict(SUB)}
KEPT = {"sup": "<super>", "sub": "<sub>"}  # as Unicode says that a sign is one of these
SIGNS = {"TM": "™", "SM": "℠", "tm": "™"}
ORDINAL = re.compile(r"[\dIVXLCDM]\.?$")
# 1st, 2nd, 1er, XIXe, 3o, Mme, 5й are only set higher. A single n or x behind a figure is an exponent.
ENDING = re.compile(r"[eaoºªηοа-яё]|[^\W\d_]{2,4}")
LONGEST = 20
WORDS = re.compile(r"[^\W\d_]{6,}")  # no exponent, but a remark
NUMBER = re.compile(r"[\d½-¾⅐-⅞]")
# What would say something else on the line; other letters above it are an abbreviation's.
TERM = {"sup": re.compile(r"\w|(?=\S*[/+*·,=()−–-])\S{2,5}"), "sub": re.compile(r"\S{1,5}")}
OPENING = {"sup": "^(", "sub": "_("}


def lifted(runs, before="", level=0):
    """Return some (text, form), with what is set higher or lower in letters, or in brackets."""
    found = []
    for script, group in groupby(runs, key=lambda run: _script(run[1], level)):
        same = list(group)
        if script:
            inner = {_script(form, level + 1) for text, form in same if text.strip()}
            if any(inner):
                same = lifted(same, before, level + 1)
            if not any(inner) or "" in inner:  # else a program says twice that the words are raised
                same = _set(same, script, before, is_tower=any(inner))
        found += same
        before = same[-1][0] or before
    return found


def _script(form, level):
    return next(iter(form.script.split()[level : level + 1]), "")


def _set(runs, script, before, is_tower):
    words = "".join(text for text, _form in runs).strip()
    manner = "brackets" if is_tower else _manner(words, script, before)
    if manner == "letters":
        return [(_in_letters(text, script), form) for text, form in runs]
    if manner == "brackets":
        marks = frozenset.intersection(*(form.marks for text, form in runs if text.strip()))
        around = runs[0][1]._replace(marks=marks, href="")
        return [(OPENING[script], around), *runs, (")", around)]
    return runs


def raised(text, script, before=None):
    """Return some words set higher or lower; `before` is what they stand behind, or None if that is close."""
    words = text.strip()
    manner = _manner(words, script, before)
    if manner == "brackets":
        return text.replace(words, f"{OPENING[script]}{words})")
    return _in_letters(text, script) if manner else text


def _manner(words, script, before):
    """Return "letters" or "brackets", or "" for words that are set higher or lower and mean the same."""
    if script == "sup" and words in SIGNS:
        return "letters"
    ending = words.rstrip(".,;:!?)–-") or words
    is_ending = script == "sup" and ORDINAL.search((before or "")[-2:]) and ENDING.fullmatch(ending)
    if is_ending or not words or len(words) > LONGEST or WORDS.search(words):
        return ""
    if all(_letter(sign, script) for sign in words):
        return "letters"
    is_close = before is None or before[-1:].isalnum() or before[-1:] in (")", "]")
    is_term = is_close and words.lower() != words.upper() and TERM[script].fullmatch(words)
    is_note = words[0] + words[-1] == "[]"
    return "brackets" if (is_term or NUMBER.search(words)) and not is_note else ""


def _in_letters(text, script):
    words = text.strip()
    if script == "sup" and words in SIGNS:
        return text.replace(words, SIGNS[words])
    return "".join(_letter(sign, script) or sign for sign in text)


def _letter(sign, script):
    """Return a sign set higher or lower, or "" where Unicode has none."""
    if sign.isspace() or decomposition(sign).startswith(KEPT[script]):
        return sign
    figure = decimal(sign, None)
    return LETTERS[script].get(sign if figure is None else str(figure), "")
