"""Superscripts and subscripts in letters, since Markdown has none."""

import re

SUPER = str.maketrans(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
SUB = str.maketrans("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SIGNS = {"TM": "™", "SM": "℠", "tm": "™"}
ORDINAL = re.compile(r"[\dIVXLCDM]\.?$")
# 1st, 2nd, 1er, XIXe, 3o, Mme are only set higher. A single n or x behind a figure is an exponent.
ENDING = re.compile(r"[eaoºª]|[^\W\d_]{2,4}")
LONGEST = 20
WORDS = re.compile(r"[^\W\d_]{6,}")  # no exponent, but a remark


def raised(text, script, before):
    """Return some words set higher or lower, as letters; `before` is what they stand behind."""
    words = text.strip()
    if not words or len(words) > LONGEST or WORDS.search(words):
        return text
    if script == "sup":
        if words in SIGNS:
            return text.replace(words, SIGNS[words])
        if ORDINAL.search(before[-2:]) and ENDING.fullmatch(words):
            return text
    letters = words.translate(SUPER if script == "sup" else SUB)
    if not any(sign.isascii() or sign in "−–" for sign in letters if not sign.isspace()):
        return text.replace(words, letters)
    if not re.search(r"\d", words) or words[0] + words[-1] == "[]":
        return text
    return text.replace(words, f"{'^' if script == 'sup' else '_'}({words})")
