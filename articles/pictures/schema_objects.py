"""Printed pictures and recordings as schema.org objects and Media RSS, for pages, feeds and sitemaps."""

from . import markup

SOURCE_TYPE = "https://cv.iptc.org/newscodes/digitalsourcetype/"


def without_empty(thing):
    """Return a JSON object without its empty values."""
    return {name: value for name, value in thing.items() if value}


def largest_rendition(printed, shape="whole"):
    """Return (path, width, height) of a picture's widest JPEG, or None where it has no renditions."""
    made = printed.get("renditions", {}).get(shape)
    if not made:
        return None
    width = made["jpeg"][-1]
    return markup.address(made["path"], width, "jpeg"), width, round(made["height"] * width / made["width"])


def ready(image, shape="whole"):
    """Return an image as it is printed, or None where there is none or this shape isn't made."""
    printed = image and image.as_printed()
    return printed if printed and largest_rendition(printed, shape) else None


def recording(printed):
    """Return a printed recording's attributes in Media RSS, its path as `url`; None for a picture."""
    made = printed.get("renditions", {}).get("recording")
    return made and {
        "url": markup.file_address(made),
        "medium": printed["media_type"].partition("/")[0],
        "type": printed["media_type"],
        "fileSize": made["bytes"],
        "duration": printed.get("seconds"),
        "width": printed.get("width"),
        "height": printed.get("height"),
    }


def media(printed, address):
    """Return a picture's or recording's attributes in Media RSS, or None where its files aren't made."""
    if found := recording(printed):
        return {**found, "url": address(found["url"])}
    if found := largest_rendition(printed):
        file = {"url": address(found[0]), "medium": "image", "type": "image/jpeg"}
        return {**file, "width": found[1], "height": found[2]}
    return None


def image_object(printed, address):
    """Return a picture as an ImageObject; `address` makes a path absolute.

    The properties are those of Google's image licence metadata.
    """
    path, width, height = largest_rendition(printed)
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
    return without_empty(thing)


def image_objects(edition, address):
    """Return an edition's pictures as ImageObjects, its lead picture first; or else its videos' stills."""
    shown = [printed for printed in edition.pictures if largest_rendition(printed)]
    pictures = [image_object(printed, address) for printed in shown if not recording(printed)]
    return pictures or [address(largest_rendition(printed)[0]) for printed in shown]


def recording_objects(edition, kind, address):
    """Return an edition's recordings of a kind, "video" or "audio", with what Google asks of videos."""
    return [
        _recording_object(printed, found, edition, address)
        for printed in edition.pictures
        if (found := recording(printed)) and found["medium"] == kind
    ]


def _recording_object(printed, found, edition, address):
    still = largest_rendition(printed)
    thing = {
        "@type": "VideoObject" if found["medium"] == "video" else "AudioObject",
        "name": printed.get("caption") or printed.get("alt") or edition.headline,
        "description": printed.get("alt"),
        "contentUrl": address(found["url"]),
        "encodingFormat": found["type"],
        "contentSize": str(found["fileSize"]),
        "duration": f"PT{found['duration']}S" if found["duration"] else None,
        "uploadDate": edition.first_published_at.isoformat(timespec="seconds"),
        "thumbnailUrl": address(still[0]) if still else None,
        "transcript": printed.get("transcript"),
        "creditText": printed.get("credit"),
        "digitalSourceType": SOURCE_TYPE + printed["digital_source_type"]
        if printed.get("digital_source_type")
        else None,
    }
    return without_empty(thing)
