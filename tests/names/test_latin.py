"""A Cyrillic name in the Latin forms of its schemes, and every form leads back to the name."""

import pytest

from kniha.names.comparing import compare
from kniha.names.latin import latin, latin_forms, schemes
from kniha.names.parsing import parse
from kniha.vocab.errors import UnknownTermError


@pytest.mark.parametrize(
    ("text", "scheme", "written"),
    [
        ("Бабрыковіч Аляксандр", "passport-2010", "Babrykovich Aliaksandr"),
        ("Ігар", "passport-2010", "Ihar"),
        ("СВЯТЛАНА", "passport-2010", "SVIATLANA"),
        ("Міховіч", "passport-2010", "Mikhovich"),
        ("Святлана", "bgn", "Svyatlana"),
        ("Яўген", "lacinka", "Jaŭhien"),
        ("Ціханоўскі", "lacinka", "Cichanoŭski"),
        ("Гомель Жук Воўк Чыж Шыла", "places-2023", "Gomel Zhuk Vowk Chyzh Shyla"),
        ("Юрий Щербаков", "russian-english", "Yury Shcherbakov"),
        ("Юрий Щербаков", "russian-passport", "Iurii Shcherbakov"),
        ("Збігнеў Жук", "polish", "Zbihnieu Żuk"),
        ("Євген Їжак", "ukrainian-passport", "Yevhen Yizhak"),
        ("Іван 2, John", "bgn", "Ivan 2, John"),
    ],
)
def test_a_name_is_written_by_a_scheme(text, scheme, written):
    assert latin(text, scheme) == written


def test_every_scheme_names_its_source():
    assert all(one.source and one.language in {"be", "ru", "uk"} for one in schemes())


def test_another_scheme_is_refused():
    with pytest.raises(UnknownTermError, match="lacinka"):
        latin("Іван", "klingon")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Яўген Шчарбак", "be"),
        ("Аляксандр Вараб'ёў", "be"),
        ("Зміцер Ціханоўскі", "be"),
        ("Евгений Щербаков", "ru"),
        ("Сергій Їжакевич", "uk"),
    ],
)
def test_every_form_leads_back(name, language):
    forms = latin_forms(name, language)
    assert forms
    assert [form for form in forms.values() if not compare(parse(form), parse(name)).same] == []
    assert latin_forms(name, "de") == {}
