"""The letters by which the items of some lists are named: a, b, c, or i, ii, iii."""

STYLES = "aAiI"  # as HTML's `type` of a list has them
GREEK, ALPHABET = "α", "αβγδεζηθικλμνξοπρστυφχψω"  # a style of pages alone: our Markdown has no such list
TENS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
ROMAN = {letter: value for value, letter in TENS if len(letter) == 1}
MOST = 3999  # the last Roman number without a stroke


def letters(number, style):
    """Return what names an item of a number, or an empty string where a style has no such number."""
    if not style or not 0 < number <= MOST:
        return ""
    if style == GREEK:
        return ALPHABET[number - 1 : number]
    text = _roman(number) if style in "iI" else _alphabetic(number)
    return text.upper() if style.isupper() else text


def number(text):
    """Return (the number, the style) that some letters mean at the beginning of a list, or (0, "")."""
    small, style = text.lower(), "i" if text.lower() == "i" or len(text) > 1 else "a"
    if style == "i" and set(small) <= ROMAN.keys():
        values = [ROMAN[letter] for letter in small]
        found = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    else:
        found = ord(small) - ord("a") + 1 if len(small) == 1 else 0
    if letters(found, style) != small or not small:
        return 0, ""
    return found, style.upper() if text.isupper() else style


def _alphabetic(number):
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def _roman(number):
    text = ""
    for value, letter in TENS:
        text += letter * (number // value)
        number %= value
    return text
