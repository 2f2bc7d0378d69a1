"""What machines are told of a printed picture: in schema.org's words, in feeds, in sitemaps."""

from . import markup

SOURCE_TYPE = "https://cv.iptc.org/newscodes/digitalsourcetype/"


def largest(printed, shape="whole"):
    """Return (path, width, height) of a picture's widest JPEG, or None where it has no renditions."""
    made = printed.get("renditions", {}).get(shape)
    if not made:
        return None
    width = made["jpeg"][-1]
    return markup.address(made["path"], width, "jpeg"), width, round(made["height"] * width / made["width"])


def image_object(printed, address):
    """Return a picture as an ImageObject; `address` makes a path absolute.

    The properties are those of Google's image licence metadata.
    """
    path, width, height = largest(printed)
    licence, origin = printed.get("licence", ""), printed.get("digital_source_type", "")
    thing = {
        "@type": "ImageObject",
        "contentUrl": address(path),
        "url": address(path),
        "width": width,
        "height": height,
        "caption": printed.get("caption"),
        "creditText": printed.get("credit"),
        "creator": {"@type": "Person", "name": printed["creator"]} if printed.get("creator") else None,
        "copyrightNotice": printed.get("rights"),
        "license": licence if licence.startswith(("https://", "http://")) else None,
        "acquireLicensePage": printed.get("acquire_licence_page"),
        "digitalSourceType": SOURCE_TYPE + origin if origin else None,
    }
    return {name: value for name, value in thing.items() if value}


def image_objects(edition, address):
    """Return an edition's pictures as ImageObjects, its lead picture first."""
    return [image_object(printed, address) for printed in edition.pictures if largest(printed)]
