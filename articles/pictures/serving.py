"""How readers get renditions. Originals have no address."""

import mimetypes
import re

from django.http import FileResponse, Http404, HttpResponse

from articles.pagecache import safe

from . import markup

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Whatever a browser takes the bytes for, it runs nothing of them.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
}
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


@safe
def picture(request, path, file):
    """Serve one rendition, or the range of it that is asked for."""
    try:
        content = markup.open_rendition(path, file)
        size = content.size
    except OSError as gone:
        raise Http404 from gone
    kind = TYPES.get(file.rpartition(".")[2]) or mimetypes.guess_type(file)[0]
    return ranged(request, content, size, kind)


def ranged(request, content, size, kind):
    wanted = _range(request.headers.get("Range", ""), size)
    if wanted == ():
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", **HEADERS})
    if wanted is None:
        return FileResponse(content, content_type=kind, headers={**HEADERS, "Content-Length": str(size)})
    start, end = wanted
    content.seek(start)
    part = content.read(end - start + 1)
    content.close()
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", **HEADERS}
    return HttpResponse(part, status=206, content_type=kind, headers=headers)


def _range(header, size):
    """Return the (first, last) byte asked for, None for all, () where there is none such (RFC 9110, 14.2)."""
    match = RANGE.fullmatch(header.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else ()
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else ()
