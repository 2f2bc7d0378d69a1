"""Addresses in Latin letters: as readers of each language write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import romanising, slugs

SLUGS = """
de    Ärger über Öl: Straße              aerger-ueber-oel-strasse
de-AT Müller                             mueller
pl    Straße in Łódź                     strasse-in-lodz
da    Ærø, Århus                         aeroe-aarhus
sv    Malmö, Åre                         malmo-are
fr    L’été à Œuilly                     lete-a-oeuilly
tr    İstanbul, Iğdır                    istanbul-igdir
vi    Đà Nẵng                            da-nang
az    Azərbaycan xəbərləri               azerbaycan-xeberleri
ru    Хрущёв: щука и объезд              khrushchev-shchuka-i-obezd
uk    Київ, Згурський, Юрій              kyiv-zghurskyi-yurii
en    Київ                               kyiv
be    Гомель                             homel
bg    София, Търново                     sofia-tarnovo
sr    Новак Ђоковић, Чачак               novak-djokovic-cacak
sr    Novak Đoković                      novak-djokovic
mk    Ќосев                              kjosev
kk    Қазақстан                          qazaqstan
el    Αθήνα: ουρανός, αυτό, Ευρώπη       athina-ouranos-afto-evropi
el    Άγγελος, μπάλα, Ολυμπιακός         angelos-bala-olympiakos
hy    Երևան, որդի, ով, Ուկրաինա          yerevan-vordi-ov-ukraina
hy    Երեւան, Փաշինյան                   yerevan-pashinyan
ka    თბილისი, წყალი                     tbilisi-tsqali
he    תורה, בית, פוליטיקה, שלום          tora-bit-politika-shlom
ar    القاهرة، السيسي، سوريا             alqahra-alsisi-surya
fa    ایران، وزیر، می‌خواهم              iran-vzir-mikhvahm
he    צה״ל, צה"ל, קיימת                  tshl-tshl-kymt
hy    Ինչո՞ւ, ո՛չ                        inchu-voch
ca    col·laboració                      collaboracio
uz    Ўзбекистон, Ҳаёт, хабар            ozbekiston-hayot-xabar
hi    दिल्ली में बारिश                   dilli-men-barish
hi    प्रधानमंत्री, सरकार, लखनऊ, ज्ञान   pradhanmantri-sarkar-lakhnau-gyan
mr    महाराष्ट्र, मुंबई                  maharashtra-mumbai
bn    সংবাদ, ঢাকা                        sangbad-dhaka
bn    বাংলাদেশ, রংপুর, বাড়ি                bangladesh-rangpur-badi
hi    बड़ी, पढ़ाई, क़ानून, फ़ैसला             badi-padhai-kanun-faisla
or    ଓଡ଼ିଶା                              odisha
pa    ਸ਼ੇਰ                                sher
ta    மதுரை, தமிழ்நாடு, அரசு, தங்கம்      madurai-tamilnadu-arasu-tangam
ta    பாண்டிச்சேரி, மோடி                  pandichcheri-modi
ml    കോഴിക്കോട്                          kozhikkot
gu    ગુજરાત સમાચાર                      gujrat-samachar
pa    ਪੰਜਾਬ                              panjab
ta    சென்னை                             chennai
te    ఆంధ్రప్రదేశ్                       andhrapradesh
kn    ಕರ್ನಾಟಕ                            karnataka
ml    കേരളം                              keralam
si    ශ්‍රී ලංකාව                         sri-lankava
ja    ファン, ティー, ウィーン, シェフ   fan-ti-win-shefu
ko    신라, 종로, 독립, 국민, 대통령      silla-jongno-dongnip-gungmin-daetongnyeong
zh    北京大学第3届                      bei-jing-da-xue-di-3-jie
ja    ひらがな, きょうと, シャツ, サッカー hiragana-kyouto-shatsu-sakka
ja    東京で大雨、交通機関に影響             toukyou-de-ooame-koutsuu-kikan-ni-eikyou
ja-JP 田中さんは京都へ行った                tanaka-san-wa-kyouto-e-itta
ja    8日、2.5兆円を1,234人に               8-ka-2-5-chou-en-o-1234-nin-ni
ja    佐々木氏のiPhone                     sasaki-shi-no-iphone
ja    １０月８日、第３回                      10-gatsu-8-ka-dai-3-kai
zh    東京                                 dong-jing
zh    重庆银行行长，重要                    chong-qing-yin-hang-hang-zhang-zhong-yao
zh-TW 銀行舉行音樂會                        yin-hang-ju-xing-yin-yue-hui
zh    四川地震，首都，长期，市长             si-chuan-di-zhen-shou-du-chang-qi-shi-zhang
ko    압구정, 옥수, 입국, 없다            apgujeong-oksu-ipguk-eopda
ko    일요일, 얼음, 같이, 굳이, 없어       iryoil-eoreum-gachi-guji-eopseo
ko    좋고, 많다, 싫은, 어떻게, 꽃이       joko-manta-sireun-eotteoke-kkochi
ja    マッチ                               matchi
ja    髙橋、山﨑、𠮷田、德永、濵田          takahashi-yamazaki-yoshida-tokunaga-hamada
ja    大谷翔平、岸田文雄、日本              ootani-shouhei-kishida-fumio-nihon
ja    琉球の璃花、1人と3人                  ryuukyuu-no-rihana-1-nin-to-3-nin
zh    长度长达，增长达，全长，擅长          chang-du-chang-da-zeng-zhang-da-quan-chang-shan-chang
zh    强调调整，协调，空调，调查            qiang-diao-tiao-zheng-xie-tiao-kong-tiao-diao-cha
zh    重申双重，重点，归还，率先，弹劾      chong-shen-shuang-chong-zhong-dian-gui-huan-shuai-xian-tan-he
zh    着陆，柬埔寨，秘鲁，没收，没有        zhuo-lu-jian-pu-zhai-bi-lu-mo-shou-mei-you
ko    한국, 한국어, 라디오, 닭           hanguk-hangugeo-radio-dak
th    ประเทศไทย                          prathesthai
th    เชียงใหม่, เหนือ, โครงการ, เครื่อง       chiangmai-nuea-khrongkar-khrueang
th    เรา, เพราะ, หลวง, ตัว, หรือ, สหรัฐ     rao-phro-luang-tua-rue-shrath
lo    ແລະ                                lae
lo    ວຽງຈັນ, ຫຼວງ                        viangchan-luang
hi    कृष्ण, गृह मंत्री, कृषि, अमृत, ऋषि   krishna-grih-mantri-krishi-amrit-rishi
bn    বিশ্ব, দ্বিতীয়, উদ্বোধন, নব্বই, কৃষি   bishwa-dwitiya-udbodhan-nabbai-krishi
as    গুৱাহাটী, চৰকাৰৰ, কৰণ                guwahati-charkarar-karan
pa    ਦਿੱਲੀ, ਸਿੱਖ, ਸੱਚ, ਚੰਡੀਗੜ੍ਹ             dilli-sikh-sach-chandigarh
yi    ייִדיש, ניו־יאָרק, פֿאָרווערטס, הײַנט  yidish-nyu-york-forverts-haynt
yi    אוקראַיִנע, מענטש, די נײַעס            ukraine-mentsh-di-nayes
uz    Жиззах, поезд, Ер, Мирзиёев        jizzax-poyezd-yer-mirziyoyev
ky    Жогорку Кеңеш, Жапаров             jogorku-kengesh-japarov
mn    Ёс, жил, Ерөнхийлөгч               yos-jil-yeronkhiilogch
kk    Өскемен, Жаңаөзен, ғылым, ұлттық   oskemen-zhangaozen-ghylym-ulttyq
be    Магілёў, Ціханоўская               mahilyou-tsikhanouskaya
bs    Đoko Čolić                         djoko-colic
ur    نظام، رمضان، ثقافت                 nzam-rmzan-sqaft
ug    ئۇيغۇر، شىنجاڭ، ئۈرۈمچى            uyghur-shinjang-urumchi
th    และ                                lae
km    ភ្នំពេញ                            phnampenh
my    မြန်မာ                             mrnma
en    🙂 → “A” — b…c €                   a-b-c
en    A ½ price, ⅓                       a-1-2-price-1-3
en    Regie­rung, Rock’n’Roll            regierung-rocknroll
en    2.5 million, 1,5 Mio. €, 3:0       2-5-million-1-5-mio-3-0
en    1½ m², 10⁶ and x²                 1-1-2-m2-10-6-and-x2
en    9/11 in 2025/26, and/or            9-11-in-2025-26-and-or
en    1,234,567 people, 1,2345           1234567-people-1-2345
ar    ٢٫٥                                2-5
ru    он/она                             on-ona
en    U.S. law, Mr. K. / Ms. L.          us-law-mr-k-ms-l
"""
ROWS = [
    (language, *rest.rsplit(None, 1)) for language, rest in (r.split(None, 1) for r in SLUGS.split("\n") if r)
]


@pytest.mark.parametrize(("language", "text", "slug"), ROWS)
def test_an_address_is_written_as_readers_of_its_language_do(language, text, slug):
    assert slugs.latin_slug(text, language) == slug


@given(st.text() | st.text("東京々のは8.,ー𠮷 "), st.sampled_from(["", "ja", *romanising.LANGUAGES]))
def test_any_text_becomes_plain_ascii(text, language):
    assert romanising.romanised(text, language).isascii()


@given(st.text(st.sampled_from("бдкאבشمกขកခ한中あაաαक"), min_size=1))
def test_a_text_of_letters_has_an_address(text):
    assert slugs.latin_slug(text)


def test_an_address_is_cut_to_a_length_and_ends_in_a_letter():
    assert slugs.latin_slug("Ő ÷ ab cd", longest=5) == "o-ab"
