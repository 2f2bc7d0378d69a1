"""Captions and names that a camera wrote, and those of people."""

import pytest

from articles.pictures import machines, metadata

from .files import jpeg
from .test_metadata import exif, read

MACHINES = r"""OLYMPUS DIGITAL CAMERA
SONY DSC
Minolta DSC
KODAK Digital Still Camera
DIGITAL CAMERA
KONICA MINOLTA DIGITAL CAMERA
Digital StillCamera
SAMSUNG CAMERA PICTURES
Exif JPEG
Exif_JPEG_PICTURE
DCIM\100MEDIA\DJI_0042.JPG
DCIM/100GOPRO/GOPR0001.JPG
DSC_0042.JPG
P1010001
DSC 0042
IMG_1234
20240501_123456
<Digimax S500 / Kenox S500>
charset=Ascii
Created with GIMP
Processed with VSCO with c1 preset
File written by Adobe Photoshop® 4.0
LEAD Technologies Inc. V1.01
AppleMark
Screenshot
Untitled-1
User comments
default
hdr
hdrpl
dav
cof
cof_soft
fznor
oppo_0
???? ??????
- -
OLYMPUS E-M10
Image
JPEG
untitled
(c)
no title
Exif_JPEG_422
EXIF_HDL_ID_1
oplus_0
EPSON scanned image
Windows Photo Editor
CREATOR: gd-jpeg v1.0 (using IJG JPEG v62)
Lavc58.54.100
My beautiful picture
mmexport1512345678901
<untitled>
<SAMSUNG DIGITAL CAMERA>
Camera
AI TRIPLE CAMERA
REDMI NOTE 8 PRO AI QUAD CAMERA
Adobe Photoshop 7.0
Lightroom Classic
Processed with MOLDIV
Edited with Polarr
www.meitu.com
EPSON MFP image
hp PhotoSmart
Insta360 ONE X2
RICOH THETA
oznor_vivid
DSC01234
DSCF0001
CIMG0042
IMG-1234
R0010001
PA010001
image001
zcof
Enter caption
Add a caption
Caption goes here
[caption]
UserComment
Digital picture
New image
image (1)
IMG (3)
Copy of IMG_1234
IMG_1234-edit
DSC_0001-Edit-2
20200101_101010(0)
received_123456789
InShot_20200101_101010
Imported from phone
WhatsApp Image 2024-01-01 at 12.00.00 (1)
IMG-20200101-WA0001
IMG_20200101_123456_HDR
filter: 0; filterMask: 0; touch: (0.3, 0.5); lux: 9;
{"ARInfo":{"IsUseAR":false},"Version":"1.0"}
ImageDescription
Your caption here
_DSC1234
100_1234
IMG_E1234
Shot on Mi 9
SHOT ON REDMI NOTE 8
GIMP
Paint.NET v3.36
Created by Paint.NET
Processed with VSCOcam with a6 preset
Scanned by CamScanner
Optimized by JPEGmini 3.9
Screenshot 2024-01-02 at 10.11.12 AM
Screenshot (12)
Bildschirmfoto 2024-01-02 um 10.11.12
Снимок экрана 2024-01-02 в 10.11.12
Capture d’écran 2024-01-02 à 10.11.12
Unbenannt-1
Sans titre
Без имени"""
PEOPLE = """The harbour at dawn
A child with a digital camera
A digital camera
Camera on a roof
Taken in Paris
Shot by police
May 2024
Paris 1968
2024
Nikon opens a works in Thailand
Untitled works of Paul Klee
Пожар
The owner
Screenshot of the minister's post
Olympus, seen from the sea
Made by hand
Copyright law is changed
Image of a saint
dig site
Scanned images of the treaty
A filter: 0; a lens: 1
Binary code on a wall
WhatsApp's office
Shot on Moto Hill, a fox
Made by Huawei in Shenzhen
Screenshots are evidence
Bildschirmfoto der Seite
Sans titre, huile sur toile
Title fight in Yerevan
The artist
Без имени солдата
The bridge (2)
Copy of the treaty
A phone with a triple camera
Photoshop in court
Photographs from the sea
Scan of a letter
MH370
A320
Euro2024
Expo2020
Bf109
COVID-2019
DPA123
NOS
<3 from Kazan"""


@pytest.mark.parametrize("text", MACHINES.splitlines())
def test_what_a_machine_wrote_is_no_caption(text):
    assert read(exif(text.encode())) == {}
    assert read(exif(b"", creator=text.encode())) == {}


def owned(field, text):
    """Write a picture with a credit or a copyright notice."""
    names = " ".join(f'xmlns:{prefix}="{metadata.NAMESPACES[prefix]}"' for prefix in ("dc", "photoshop"))
    return jpeg(
        xmp=f'<x:xmpmeta xmlns:x="adobe:ns:meta/" {names}><x:a {field}="{text}"/></x:xmpmeta>'.encode()
    )


@pytest.mark.parametrize("field", ["photoshop:Credit", "dc:rights"])
@pytest.mark.parametrize("text", ["DJI", "© Leica", "Canon", "Nikon D850", "A320"])
def test_the_owner_of_a_picture_may_have_the_name_of_a_camera(field, text):
    assert list(read(owned(field, text)).values()) == [text]


@pytest.mark.parametrize("text", ["default", "Copyright", "(c)", "<unknown>", "©"])
def test_what_stands_in_the_place_of_an_owner_is_none(text):
    assert read(owned("dc:rights", text.replace("<", "&lt;"))) == {}


@pytest.mark.parametrize("text", PEOPLE.splitlines())
def test_what_a_person_wrote_is_a_caption(text):
    assert read(exif(text.encode())) == {"caption": text}


@pytest.mark.parametrize("text", [*"a1_-. /<(", "a1", "_a", "1_", "hdr_", "a b "])
def test_no_text_takes_long_to_be_told_from_a_machines(text):
    for times in (20, 100 // len(text)):
        machines.MACHINE.fullmatch("hdr_" + text * times + "!")
        machines.MACHINE.fullmatch(text * times + "!")


CAMERAS = """Canon
NIKON CORPORATION
Canon EOS 5D Mark III
Canon EOS 400D DIGITAL
Canon PowerShot A520
Canon DIGITAL IXUS 70
Canon Canon EOS R5m2
NIKON D850
NIKON CORPORATION NIKON Z 9
COOLPIX P900
SONY ILCE-7M3
ILCE-7M3
Sony Cyber-shot DSC-RX100
DSC-RX100M3
OLYMPUS E-M10MarkII
OLYMPUS IMAGING CORP. E-M10
OLYMPUS OPTICAL CO.,LTD C2020Z
OM Digital Solutions OM-1
FUJIFILM X-T3
FinePix HS10
Fujifilm GFX 100S II
Panasonic DMC-FZ200
Lumix DMC-TZ5
Leica Camera AG LEICA M10
PENTAX K-5 II s
RICOH GR III
KODAK EASYSHARE C813 ZOOM DIGITAL CAMERA
CASIO COMPUTER CO.,LTD. EX-Z750
Samsung Galaxy S21 Ultra
SAMSUNG SM-G991B
iPhone 14 Pro Max
Apple iPhone 12
Google Pixel 7 Pro
HUAWEI P30 Pro
Xiaomi Redmi Note 9
DJI FC3170
GoPro HERO9 Black
HP PhotoSmart 715"""
THINGS = """Canon City, Colorado
Canon opens a works
Canon law
Leica shop in Vienna
Nikon in UK
iPhone
An iPhone 14
Apple
Apple Park
Apple harvest 2024 in Kent
Apple II
Sharp
Sharp rise in prices
Sigma
Sony
Sony Pictures
Galaxy M31
Pixel art
Phantom of the Opera
Honor guard
Google in court
G7 summit
Pen y Fan
Casio watch, 1984"""


@pytest.mark.parametrize("text", CAMERAS.splitlines())
def test_a_cameras_name_is_no_caption_where_no_field_names_the_camera(text):
    assert read(exif(text.encode(), make="", model="")) == {}


@pytest.mark.parametrize("text", THINGS.splitlines())
def test_a_name_that_is_no_cameras_alone_is_a_caption(text):
    assert read(exif(text.encode(), make="", model="")) == {"caption": text}
