"""Captions that no person wrote: a camera's name, a file's, a program's."""

import re

# What stands in the place of words that nobody wrote.
PLACEHOLDER = (
    r"(?:image ?)?description|title|caption|artist|author|camera ?owner|\[(?:caption|title|description)\]"
    r"|(?:(?:enter|add|type|insert|write) )?(?:an? |the |your )?(?:caption|title|name|description)"
    r"(?: goes)?(?: here)?"
    r"|no (?:title|description|caption)|(?:user|xp) ?comments?|picasa|<[^<>]*>|charset=.*"
    r"|default|null|none|n/?a|unknown|owner|user|admin|administrator|photographer|copyright|\(c\)"
)
# How cameras' files are called, before a number; other letters are a flight's, an aeroplane's, a year's.
FILES = "img[ep]?|imag|cimg|dsc[nfi]?|sdc|dji|gopr|hpim|p?ict|mvi|mvc|mov|pxl|sam|sany|dcp|epsn|kicx"
# What cameras, telephones and programs write where a person wrote nothing.
MACHINE = re.compile(
    r"(?!(?:an?|the)\b)(?:[\w.#<-]+ ){0,2}(?:digital ?(?:still ?)?camera(?: [\w.>-]+)?|dsc|camera pictures?)"
    r"|exif[ _]?jpe?g(?:[ _](?:picture|\d+))?|exif_hdl_id_\d+"
    r"|jpe?g|im(?:age|g)|(?:new|digital|jpe?g) image|dcim[\\/].*|ascii|unicode"
    r"|(?:new |digital )?(?:photo(?:graph)?|picture|scan)|imported from (?:my )?(?:phone|iphone|camera)"
    r"|(?:(?:(?:redmi|mi|poco|xiaomi|realme|oppo|vivo|moto|galaxy|honor|huawei|nokia)(?: [\w+]+){0,3} )?"
    r"(?:ai )?(?:dual|triple|quad|penta) |(?:phone|mobile|motorola) )?camera(?: ?phone)?"
    r"|\S+\.(?:jpe?g|png|hei[cf]|tiff?|gif|webp|dng|nef|cr[23]|arw|raf|orf|rw2|bmp|psd)|\d{8}_\d{4,9}"
    rf"|(?:_[a-z]{{1,5}}(?:_e|[_-])?|[a-z]{{1,5}}_e?|\d{{3}}_|(?:{FILES})[ -]?"
    r"|(?:image|photo|foto|pic|scan)-?)\d{3,}(?:[_-]\d+)*|[a-z]{1,2}\d{6,}"
    r"|(?:processed|created|edited|made|captured|taken|shot|scanned|optimi[sz]ed|compressed)"
    r" (?:with|by|using|on) (?:the |an? |my )?"
    r"(?:jpegmini|camscanner|paint\.net|picsart|irfanview|xnview|acdsee|google photos|gimp|vsco(?:cam)?"
    r"|ebay|adobe|photoshop|lightroom|snapseed|instagram|iphone|canva|imagemagick|picasa|meitu|moldiv"
    r"|polarr|pixlr|fotor|inshot|b612|hipstamatic|retrica|facetune|jpeg optimizer)\b.*"
    r"|shot on (?:an? |my )?(?:mi|redmi|poco|xiaomi|oneplus|realme|oppo|vivo|galaxy|huawei|honor|nokia"
    r"|moto)\b[\w /|+.-]{0,40}"
    r"|(?:the )?(?:gimp|paint\.net|snapseed|irfanview|xnview|acdsee|camscanner|picsart|jpegmini|meitu"
    r"|hipstamatic|retrica|facetune|beautyplus|camera360|canoscan|(?:adobe )?(?:photoshop|lightroom))"
    r"(?: (?:v?[\d.]+|cs\d?|cc|classic|elements))*|www\.meitu\.com"
    r"|file (?:written|created) by .*|(?:lead technologies|applemark|handmade software|acd systems)\b.*"
    r"|(?:creator: gd-jpeg|intel\(r\) jpeg|lav[cf]\d|hp pst).*"
    r"|(?:epson )?(?:scanned|mfp|dsc) (?:image|document|picture)"
    r"|(?:windows|microsoft) photo editor|microsoft windows photo|binary (?:comment|data)"
    r"|(?:mmexport|wx_camera_|fb_img_|received_|snapchat-)\d+|(?:inshot|psx|lrm)_(?:export_)?[\d_-]+"
    r"|my beautiful picture|whatsapp (?:image|photo) [\d-]+ at [\d.]+(?: \(\d+\))?"
    r"|img[-_]\d{8}[-_](?:wa)?\d+(?:_[a-z]+)?|oplus_\d+"
    r"|(?:screen ?shot|bildschirmfoto|снимок экрана|capture d[’']écran|captura de pantalla|schermafbeelding"
    r"|istantanea|zrzut ekranu|skärmavbild|スクリーンショット|屏幕截图)(?:[\d., :_()-]|at|um|om|à|в|o|[ap]m)*"
    r"|(?:untitled|unbenannt|ohne titel|sans titre|sin título|senza titolo|без (?:имени|названия))[\d -]*"
    rf"|{PLACEHOLDER}"
    # Modes of telephones' cameras.
    r"|[rfo]?(?:hdr|dav|z?cof|vtr|z?edf|btf|bst|bsh|bty|fbt|mde|z?norm?|ptr|dig|sdr|zsl|oppo|vivo)"
    r"(?:pl|mdn|soft|_[a-z0-9]{1,12})*",
    re.IGNORECASE | re.DOTALL,
)
# What programs add to a name of a file.
COPIED = re.compile(
    r"\A(?:copy of )+|(?:[ _-](?:copy|edit(?:ed)?)(?:[ _-]?\d+)?)? ?(?:\(\d+\))?\Z", re.IGNORECASE
)
LONGEST = 100  # characters of such words
# All that a telephone noted of its own settings, of any length.
SETTINGS = re.compile(r"filter: \w+; \w+: |\{\"\w+\":")


def words(text):
    return set(words_of(text))


def words_of(text):
    return re.findall(r"\w+", text.casefold())


# Who makes cameras, and who makes other things too: their name alone is no camera's.
MAKERS = words(
    """canon nikon olympus fuji fujifilm panasonic leica pentax ricoh minolta konica kodak casio hasselblad
    dji gopro insta360 yuneec praktica jenoptik"""
)
HOUSES = words(
    """sony samsung sigma epson sanyo polaroid toshiba sharp hp dji apple huawei honor xiaomi oppo oneplus
    motorola nokia lg lge htc google vivo realme benq agfa agfaphoto om"""
)
# By which a camera is known without its maker, if a number follows.
SERIES = words(
    """eos powershot ixus coolpix cybershot finepix lumix easyshare exilim dimage digimax iphone ipad pixel
    redmi xperia ex ilce ilca nex dsc dslr dmc gr sm gt fc theta photosmart dpix"""
)
# What else stands in a camera's name, beside numbers, Roman ones and single letters.
PARTS = words(
    """digital camera cameras still corporation corp co ltd company computer inc ag optical imaging system
    solutions mark mk pro max plus ultra mini zoom slr edition series kiss rebel ixy elph cyber shot
    alpha stylus camedia pen instax gfx optio maxxum kenox galaxy hero mavic air phantom osmo one
    note black white silver se"""
)
ALL = MAKERS | HOUSES | SERIES | PARTS
NUMBERED = re.compile(r"\w*\d\w*")
SHORT = re.compile(r"[a-z]|[ivx]{2,4}")


def wrote(text, camera):
    """Ask whether no person wrote some words: `camera` is what the file's own fields call the camera."""
    if SETTINGS.match(text) or not words(text) - camera:
        return True
    if len(text) > LONGEST:
        return False
    return bool(MACHINE.fullmatch(COPIED.sub("", text)) or _names_camera(words_of(text)))


def left_out(text):
    """Ask whether words stand for those of a person, who may have the name of a camera or of a file."""
    return not words(text) or bool(re.fullmatch(PLACEHOLDER, text, re.IGNORECASE))


def _names_camera(named):
    """Ask whether words are a camera's maker, series and number, and nothing else."""
    if not named or named[0] not in MAKERS | HOUSES | SERIES:
        return False
    is_numbered = any(map(NUMBERED.fullmatch, named))
    is_sure = named[0] in MAKERS or is_numbered or not SERIES.isdisjoint(named[1:])
    return is_sure and all(word in ALL or NUMBERED.fullmatch(word) or SHORT.fullmatch(word) for word in named)
