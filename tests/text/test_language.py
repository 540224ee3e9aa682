"""Which language an article is in; what is not English is stored and not read."""

import pytest

from service.model import Given
from tests.text.articles import BODY, HEADLINE, read, read_page

OTHERS = {
    "ko": (
        "노를란드는 월요일 케시의 요청에 따라 병사 2천 명을 보냈다고 밝혔다. "
        "국방부는 이 병사들이 가을까지 머물 것이라고 말했으며, 야당은 정부가 1994년 조약을 어겼다고 비난했다."
    ),
    "ru": (
        "Норландия в понедельник подтвердила, что направила в Кеш две тысячи солдат. Министерство "
        "обороны заявило, что они останутся там до осени, а оппозиция обвинила правительство в "
        "нарушении договора."
    ),
    "fr": (
        "Le gouvernement de Norlande a confirmé lundi avoir envoyé deux mille soldats à Kesh. Selon le "
        "ministère de la défense, ils y resteront jusqu’à l’automne, ce que l’opposition juge contraire "
        "au traité."
    ),
    "de": (
        "Die Regierung von Norland hat am Montag bestätigt, dass sie zweitausend Soldaten nach Kesh "
        "entsandt hat. Sie sollen bis zum Herbst bleiben, teilte das Verteidigungsministerium mit."
    ),
    "es": (
        "El gobierno de Norlandia confirmó el lunes que envió dos mil soldados a Kesh. Según el "
        "ministerio de defensa, permanecerán allí hasta el otoño, lo que la oposición considera "
        "contrario al tratado."
    ),
    "uk": (
        "Норландія в понеділок підтвердила, що надіслала до Кеша дві тисячі солдатів. Міністерство "
        "оборони заявило, що вони залишаться там до осені, а опозиція звинуватила уряд у порушенні "
        "угоди."
    ),
    "zh": (
        "诺兰政府星期一证实,已应凯什方面的请求向该地派遣了两千名士兵。国防部表示,这些士兵将驻扎到秋天。"
        "反对派指责政府违反了一九九四年签署的条约,要求立即撤军并向议会作出说明。"
    ),
    "ar": (
        "أكدت حكومة نورلاند يوم الاثنين أنها أرسلت ألفي جندي إلى كيش بناء على طلب منها، وقالت وزارة "
        "الدفاع إنهم سيبقون هناك حتى الخريف."
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_stored_and_not_read(language: str) -> None:
    article = read(f"{OTHERS[language]}\n\n{OTHERS[language]}")
    assert (article.language, article.is_read) == (language, False)
    assert OTHERS[language] in article.text


def test_english_is_read() -> None:
    article = read(BODY)
    assert (article.language, article.is_read) == ("en", True)


def test_an_english_frame_does_not_make_a_story_english() -> None:
    frame = "Share\nTweet\nRead more: The river that nobody may cross, and who would like to cross it all the same"
    assert read(f"{OTHERS['fr']}\n\n{frame}").language == "fr"


@pytest.mark.parametrize("language", OTHERS)
def test_nor_does_much_that_is_quoted_in_english(language: str) -> None:
    assert read(f"{OTHERS[language]}\n\n“{BODY[:200]}”\n\n{OTHERS[language]}").language == language


def test_what_is_too_short_to_tell_is_english() -> None:
    assert read("Kesh: 300 +++").language == "en"


def test_script_tells_even_of_a_short_text() -> None:
    assert read("노를란드는 병사를 보냈다고 밝혔다.").language == "ko"
    assert read("Норландия подтвердила отправку солдат.").language != "en"


def test_what_is_given_overrules() -> None:
    assert read(OTHERS["fr"], Given(language="en")).is_read
    assert not read(BODY, Given(language="fr")).is_read


def test_a_page_is_judged_by_its_story_not_by_its_declaration() -> None:
    page = f'<html lang="fr"><head><title>{HEADLINE}</title></head><body><article><p>{BODY}</p></article></body></html>'
    assert read_page(page).language == "en"
