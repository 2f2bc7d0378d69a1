"""Text of any script in Latin letters, as readers of its language write them: for addresses, keys and search.

anyascii knows the letters of every script, one by one. What depends on their neighbours, or on the language,
is corrected here.
"""

import re
import unicodedata
from functools import partial

from anyascii import anyascii

from . import indic, japanese

# Unicode's default ignorable code points, which no reader sees, and tatweel, which only stretches a word.
INVISIBLE = (
    r"\xad\u034f\u0640\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
ARMENIAN = "՛՜՞"  # signs of a tone, which stand within the word that has it
DROPPED = re.compile(f"[{INVISIBLE}{ARMENIAN}'’‘ʼʻ`´ʹʺ׳״]|(?<=[lL])·(?=[lL])|(?<=[א-ת])[\"”](?=[א-ת])")
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
UKRAINIAN = re.compile("[ґєї]")  # letters that no other language of a newspaper has
HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u9fff"  # with kana
# Thai, Lao, Tibetan, Burmese, Khmer and their kin: written without spaces between words.
SPACELESS = r"\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
HANGUL = re.compile(r"[\uac00-\ud7a3]+")


def _kana(match):
    """Return a kana and a small one behind it by Hepburn: kya of ki and ya, sha of shi and ya, fa of fu."""
    first, small = anyascii(match[1])[:-1] or "w", anyascii(match[2])
    return first + (small[1:] if first in ("sh", "ch", "j") and small[0] == "y" else small)


# A consonant of Thai, or two that are spoken as one.
THAI = "([กขคตปผพ][รลว](?=[ก-ฮะ-ู])|[ก-ฮ])"

# What a script's rules say of letters beside each other, whatever the language; in this order.
SCRIPTS = {
    # Greek, by ELOT 743 (1982), which ISO 843 and BGN/PCGN 1996 agree with.
    r"[\u0370-\u03ff\u1f00-\u1fff]": (
        ("ο[υύ]", "ou"), (r"([αεη])[υύ](?=[θκξπσςτφχψ]|\b)", r"\1f"), ("([αεη])[υύ]", r"\1v"),
        ("γ(?=[γξχ])", "n"), (r"\bμπ", "b"),
    ),
    # Armenian, by BGN/PCGN 1981 of the Eastern language, without its apostrophes.
    r"[\u0531-\u058f]": (
        ("ու", "u"), (r"\bո(?!վ)", "vo"), (r"\b(?=[եև])", "y"), ("ւ", "v"), ("ռ", "r"),
    ),
    # Hebrew and Arabic write few vowels: what their letters sound like most often in their place.
    r"[\u05d0-\u05ea]": (
        ("יי", "y"), (r"\bב", "b"), (r"\bכ", "k"), (r"\bפ", "p"), ("[אע]", "a"), ("ש", "sh"), (r"\Bה\b", "a"),
        ("וו", "v"), (r"\Bו", "o"), (r"\Bי(?=[^\Wוaov])", "i"),
    ),
    r"[\u0620-\u06d3]": (
        (r"\bا[يی]", "i"), ("[اأآٱىةع]", "a"), ("[إئ]", "i"), ("ؤ", "u"),
        (r"(?<=[^\Wيیa])و(?![aيی])", "u"), (r"(?<=[^\Wوa])[يی](?!a)", "i"),
    ),
    # Thai and Lao: silent letters and tones, vowels that stand around the consonants they are spoken behind,
    # and those before them. The vowels that they do not write are in no rule.
    r"[\u0e00-\u0eff]": (
        ("[ก-ฮ]์|[่-๋]|(?<=ไ[ก-ฮ])ย|(?<=[แโ][ก-ฮ])ะ|(?<![สพ])ห(?=[งญนมยรลว])|ຫ(?=[ງຍນມຣລວຼ])", ""),
        ("รร(?=[ก-ฮ])", "a"), ("รร", "an"), ("ัว|(?<=[ก-ฮ])ว(?=[ก-ฮ](?![ะ-ู]))", "ua"),
        (f"([แโใไ]){THAI}", r"\2\1"),
        *((f"เ{THAI}{around}", rf"\1{latin}") for around, latin in (
            ("ีย", "ia"), ("ือ", "uea"), ("าะ", "o"), ("า", "ao"), ("[ิอ]", "oe"), ("ะ", "e"),
        )),
        (f"(เ){THAI}", r"\2\1"), ("(?<=ื)อ", ""), ("ແ([ກ-ຮ])ະ?", r"\1ae"), ("([ເໂໃໄ])([ກ-ຮ])", r"\2\1"),
        ("ຽ", "ia"), ("(?<=[ກ-ຮຼ])ວ(?=[ກ-ຮ](?![ະ-ູ]))", "ua"),
    ),
    # Kana with a small one behind, by Hepburn.
    r"[\u3041-\u30ff]": (
        ("[っッ](?=([ぁ-ヶ]))", lambda kana: anyascii(kana[1])[0].replace("c", "t")),
        ("([ぁ-ヶ])([ゃゅょャュョぁぃぅぇぉァィゥェォ])", _kana),
    ),
    # Readers of Chinese part the syllables of an address.
    HAN: ((f"({HAN})", r" \1 "),),
}  # fmt: skip

# As Serbian and Macedonian are written in Latin letters, without their marks.
SERBIAN = (("ж", "z"), ("ч", "c"), ("ш", "s"), ("х", "h"), ("ц", "c"), ("џ", "dz"), ("đ", "dj"))

# What readers of a language write otherwise than others who use its letters.
LANGUAGES = {
    # As German and Danish papers write their addresses.
    "de": (("ä", "ae"), ("ö", "oe"), ("ü", "ue")),
    "da": (("æ", "ae"), ("ø", "oe"), ("å", "aa")),
    # Resolution 55 of Ukraine's cabinet (2010).
    "uk": (
        ("зг", "zgh"), (r"\bє", "ye"), (r"\bї", "yi"), (r"\bй", "y"), (r"\bю", "yu"), (r"\bя", "ya"),
        ("г", "h"), ("ґ", "g"), ("и", "y"), ("є", "ie"), ("[їй]", "i"), ("ю", "iu"), ("я", "ia"),
    ),
    "be": (("г", "h"), ("ё", "yo")),
    # Bulgaria's Transliteration Act (2009).
    "bg": (("щ", "sht"), ("ъ", "a"), ("х", "h"), (r"ия\b", "ia")),
    **dict.fromkeys(("sr", "bs", "cnr", "sh"), SERBIAN),
    "mk": (("х", "h"), ("ц", "c"), ("ѓ", "gj"), ("ќ", "kj"), ("џ", "dj")),
    # Uzbekistan's alphabet of 1995, without its apostrophes.
    "uz": (
        ("ё", "yo"), ("х", "x"), ("[ҳ]", "h"), ("ғ", "g"), ("ў", "o"), ("ц", "ts"), ("ж", "j"),
        (r"(?:\b|(?<=[аоиуэюяo]))е", "ye"),
    ),
    # As BGN/PCGN (1979) writes Kyrgyz, and MNS 5217 (2012) Mongolian, without their marks.
    "ky": (("ж", "j"),),
    "mn": (("ж", "j"), ("ё", "yo"), (r"\bе", "ye"), ("й", "i")),
    "fa": (("[ذضظ]", "z"), ("ث", "s"), (r"\bو|و(?=[اآ])", "v")),
    **dict.fromkeys(("ur", "ps"), (("[ذضظ]", "z"), ("ث", "s"))),
    # Uyghur writes its vowels; at a word's beginning they have a letter of their own before them.
    "ug": (
        ("ئ", ""), ("ى", "i"), ("[ېە]", "e"), ("[وۆ]", "o"), ("[ۇۈ]", "u"), ("ۋ", "w"), ("ي", "y"),
    ),
    # Yiddish does, too, but in words of Hebrew: as YIVO writes them.
    "yi": (
        ("יִ", "i"), ("ײַ|ייַ|יַי", "ay"), ("ײ|יי", "ey"), ("װ|וו", "v"), ("ױ|וי", "oy"), ("אָ", "o"), ("אַ", "a"),
        ("א(?=[אויi]|[eo]y)", ""), ("וּ?", "u"), ("ע", "e"), ("פֿ|ף", "f"), ("פּ|פ", "p"), ("בֿ", "v"),
        ("שׂ|ת(?!ּ)", "s"), ("[חכך]", "kh"), ("ק", "k"), ("י(?=[aeiou])", "y"), ("י", "i"),
    ),
    # Letters of two readings, as the news has them: for each stands one that is always read so.
    "zh": (
        ("地", "弟"), ("佛", "仏"), ("泊", "伯"), ("拓", "妥"), ("[厦廈](?=[门門])", "下"),
        (
            "(?<![市部会會院校省州县縣局行事队隊团團社组組船厂廠家增助成生])[长長]"
            "(?=[城江沙春安征远遠途寿壽期度达達假短篇跑久]|三角|[时時][间間])",
            "常",
        ),
        ("(?<=[延专專特漫擅超全身])[长長]|(?<=[时時周])[长長](?![大期])", "常"),
        ("(?<=[银銀央投排])行|行(?=[长長业業情列])", "航"),
        ("(?<=[双雙多])重|重(?=[庆慶复複启啟新组組建返申现現演逢回播振塑])", "虫"),
        ("[调調](?=[整解节節控停])|(?<=[空协協上下])[调調](?![查研任])", "条"),
        ("[还還](?=[款债債贷貸钱錢清])|(?<=[归歸偿償退])[还還]", "环"),
        ("着(?=[陆陸手力重眼])|(?<=沉)着", "卓"), ("着(?=[急火])", "招"), ("[弹彈](?=[劾性])", "坛"),
        ("(?<=投)降", "香"), ("(?<=[淹沉出吞])没|没(?=收(?!到))", "末"), ("(?<=反)省", "醒"),
        ("藏(?=[族区區历曆])|(?<=[西宝寶])藏", "葬"), ("(?<![利税稅汇匯])率(?=[领領先队隊])", "帅"),
        ("埔(?=寨)", "普"), ("[秘祕](?=[鲁魯])", "必"), ("便(?=宜)", "骈"), ("(?<=喀)什", "石"),
        ("(?<=音)[乐樂]|[乐樂](?=[团團队隊器曲])", "月"), ("(?<=[成首古京])都|都(?=市)", "督"),
        ("[会會](?=[计計])", "快"), ("了(?=解)", "辽"), ("[传傳](?=[记記])", "赚"), ("角(?=[色逐])", "决"),
        ("(?<=出)差(?![错錯])", "拆"),
    ),
}  # fmt: skip

# The Revised Romanisation of Korean (2000): what ends a syllable, but before a vowel.
FINALS = {
    **dict.fromkeys(("kk", "g", "gs", "lg"), "k"), **dict.fromkeys(("b", "bs", "lp"), "p"),
    **dict.fromkeys(("d", "t", "s", "ss", "j", "ch", "h"), "t"), **dict.fromkeys(("nj", "nh"), "n"),
    **dict.fromkeys(("lb", "ls", "lt", "lh"), "l"), "lm": "m",
}  # fmt: skip
FINAL = re.compile(
    rf"(?<=[aeiouwyAEIOUWY])({'|'.join(sorted(FINALS, key=len, reverse=True))})(?=[B-DF-HJ-NP-TVXZ]|$)"
)

# What ends a syllable before a vowel, and an h before another sound, by the same rules: iryoil, joa, manta.
CARRIED = (
    ("(?<!c)h(?=[AEIOUWYS])", ""), ("(?<!c)hG", "K"), ("(?<!c)hD", "T"), ("(?<!c)hJ", "Ch"), ("d(?=I)", "j"),
    ("t(?=I)", "ch"), ("(?<!l)l(?=[AEIOUWY])", "r"), ("bs(?=[AEIOUWY])", "ps"), ("gs(?=[AEIOUWY])", "ks"),
)  # fmt: skip

# What it becomes before another consonant, by the same rules: Silla, Jongno, dongnip.
JOINED = (
    ("nL|lN", "lL"), ("kL", "ngN"), ("pL", "mN"), ("tL", "nN"), ("(?<=ng|.m)L", "N"),
    ("k(?=[NM])", "ng"), ("p(?=[NM])", "m"), ("t(?=[NM])", "n"),
)  # fmt: skip


def _replacing(pairs):
    return [partial(re.compile(pattern).sub, latin) for pattern, latin in pairs]


_OF_SCRIPTS = [(re.compile(letters), _replacing(pairs)) for letters, pairs in SCRIPTS.items()]
_CARRIED, _JOINED = _replacing(CARRIED), _replacing(JOINED)
_OF_LANGUAGES = {language: _replacing(pairs) for language, pairs in LANGUAGES.items()}


def romanised(text, language="", is_folded=False):
    """Return text in lower-case ASCII, its other signs as spaces; `language` is a BCP 47 tag, or empty."""
    text = joined(unicodedata.normalize("NFC", text)).lower()
    if text.isascii():
        return text
    spoken = "uk" if UKRAINIAN.search(text) else language.split("-")[0].lower()
    for replaced in _OF_LANGUAGES.get(spoken, ()):
        text = replaced(text)
    text = japanese.in_kana(text) if spoken == "ja" else text
    text = indic.with_vowels(text, is_folded)
    for letters, replacements in _OF_SCRIPTS:
        for replaced in replacements if letters.search(text) else ():
            text = replaced(text)
    return NOT_ASCII.sub(_letters, HANGUL.sub(_korean, text)).lower()


def joined(text):
    """Return text without the signs within words that are no letters."""
    return DROPPED.sub("", text)


def letters(text):
    """Return text with a space for each sign that is no letter, digit or mark of one."""
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)


def _letters(match):
    # anyascii writes signs as words, an emoji as ":smile:".
    return DROPPED.sub("", anyascii(letters(match[0])).replace("/", " "))  # of a fraction


def _korean(match):
    syllables = anyascii(match[0])
    for replaced in _CARRIED:
        syllables = replaced(syllables)
    syllables = FINAL.sub(lambda final: FINALS[final[0]], syllables)
    for replaced in _JOINED:
        syllables = replaced(syllables)
    return re.sub("(?<!l)L", "r", syllables)
