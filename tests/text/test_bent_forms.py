"""Words that may be a name with another ending."""

from time import process_time

import pytest

from articles.text.bent_forms import BentForms
from articles.text.word_masks import WordMask


def forms(phrase, text):
    return list(BentForms(WordMask([phrase])).found_in(text))


@pytest.mark.parametrize(
    ("name", "bent"),
    [
        ("Иванов", "Иванову"), ("Анна", "Анной"), ("Павел", "Павла"), ("Пётр", "Петром"),
        ("Достоевский", "Достоевским"), ("Ольга", "Ольге"), ("Франко", "Франка"),
        ("Kaczyński", "Kaczyńskiego"), ("Wałęsa", "Wałęsie"), ("Marek", "Markowi"), ("Piotr", "Piotrze"),
        ("Marta", "Marcie"), ("Mikko", "Mikon"), ("Pekka", "Pekan"), ("Helsinki", "Helsingin"),
        ("Lahtinen", "Lahtisen"), ("Ahmet", "Ahmedi"), ("Erdoğan", "Erdoğanın"), ("Kovács", "Kováccsal"),
        ("Anna", "Annának"), ("Orbán", "Orbánnal"), ("Novák", "Novákové"), ("Jānis", "Jāņa"),
        ("Jonas", "Jonui"), ("Γιάννης", "Γιάννη"), ("Roe", "Roes"), ("Mark", "Marks"),
    ],
)  # fmt: skip
def test_a_bent_name_is_shown(name, bent):
    assert forms(name, f"Sie sah {bent}, und ging.") == [bent]


def test_what_goes_and_what_is_another_word_is_not_shown():
    assert forms("Mark", "Mark, Mark’s mark, marks, a Markdown-file and a Denmark; Miller") == ["Markdown"]
    assert forms("mark", "a mark of Marks") == ["Marks"]


def test_of_a_full_name_each_word_may_be_bent():
    assert forms("Иван Петров", "Ивану  Петрову и Петрову") == ["Ивану  Петрову"]
    assert forms("Jan Kowalski", "Jana *Kowalskiego*") == ["Jana *Kowalskiego"]


def test_scripts_that_part_no_words_need_no_forms():
    assert forms("安倍", "安倍晋三") == []


def test_forms_in_a_text_of_a_hundred_thousand_names_cost_little(limit):
    began = process_time()

    assert len(forms("Anna", "Annas " * 100_000)) == 100_000
    assert process_time() - began < limit
