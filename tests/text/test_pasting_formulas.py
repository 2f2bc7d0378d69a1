"""A formula says the same on one line: what is one in it stays one."""

import pytest

from articles.text.pasting import to_markdown


def fraction(above, below):
    return f"<mfrac>{above}{below}</mfrac>"


def power(base, exponent):
    return f"<msup>{base}{exponent}</msup>"


def word(formula):
    return f"<!--[if gte msEquation 12]><m:oMath>{formula}</m:oMath><![endif]-->"


def word_power(base, exponent):
    return f"<m:sSup><m:e>{base}</m:e><m:sup>{exponent}</m:sup></m:sSup>"


def word_fraction(above, below):
    return f"<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f>"


ONE, TWO, THREE, E = "<mn>1</mn>", "<mn>2</mn>", "<mn>3</mn>", "<mi>e</mi>"
IN_BRACKETS = f"<mrow><mo>(</mo>{fraction(ONE, TWO)}<mo>)</mo></mrow>"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (fraction(ONE, fraction(TWO, THREE)), "1/(2/3)"),
        (fraction(fraction(ONE, TWO), THREE), "(1/2)/3"),
        (fraction(power(E, TWO), TWO), "e²/2"),
        (f"<msqrt>{fraction(TWO, THREE)}</msqrt>", "√(2/3)"),
        (f"<msqrt>{power(E, TWO)}</msqrt>", "√(e²)"),
        (f"<mroot>{fraction(TWO, THREE)}{THREE}</mroot>", "³√(2/3)"),
        (power(TWO, power(TWO, THREE)), "2^(2³)"),
        (power(TWO, fraction(ONE, TWO)), "2^(1/2)"),
        (power(power(E, TWO), THREE), "(e²)³"),
        (power(fraction(ONE, TWO), TWO), "(1/2)²"),
        (power(IN_BRACKETS, TWO), "(1/2)²"),
        (f"<mo>(</mo><mi>a</mi>{power('<mo>)</mo>', TWO)}", "(a)²"),
        (
            f"<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo>{ONE}</mrow><mn>10</mn></munderover>{TWO}",
            "∑ᵢ₌₁¹⁰2",
        ),
        (f"<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo>{ONE}</mrow></munder><mi>f</mi>", "lim\\_(x→1)f"),
        (f"<mover><mo>∫</mo>{TWO}</mover>", "∫²"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr>"
            "<mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>",
            "1 0; 0 1",
        ),
    ],
)
def test_a_formula_keeps_its_value(formula, words):
    assert to_markdown(f"<p>So <math>{formula}</math>.") == f"So {words}."


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (word_fraction("1", word_fraction("2", "3")), "1/(2/3)"),
        (f"<m:rad><m:deg></m:deg><m:e>{word_fraction('2', '3')}</m:e></m:rad>", "√(2/3)"),
        (word_power("2", word_power("2", "3")), "2^(2³)"),
        (word_power(word_power("e", "2"), "3"), "(e²)³"),
        (word_power(f"<m:d><m:e>{word_fraction('1', '2')}</m:e></m:d>", "2"), "(1/2)²"),
        ("<m:limLow><m:e>lim</m:e><m:lim>x→0</m:lim></m:limLow>", "lim\\_(x→0)"),
        (
            "<m:m><m:mPr></m:mPr><m:mr><m:e>1</m:e><m:e>0</m:e></m:mr><m:mr><m:e>0</m:e><m:e>1</m:e></m:mr></m:m>",
            "1 0; 0 1",
        ),
    ],
)
def test_a_formula_of_word_keeps_its_value(formula, words):
    assert to_markdown(f"<p>So {word(formula)}.") == f"So {words}."
