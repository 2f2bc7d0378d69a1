"""How readers get renditions, and recordings in ranges. Originals have no address."""

import re

from django.http import Http404, HttpResponse, StreamingHttpResponse

from articles.pictures import markup

from . import edge
from .page_cache import read_only

RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)
# Whatever a browser takes the bytes for, it runs nothing of them.
# A day, since a picture may have to go: what caches between us and readers keep is gone by then.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "public, max-age=86400",
    "Accept-Ranges": "bytes",
    # Feed readers and social networks show it on their own pages.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "weba": "audio/webm",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "oga": "audio/ogg",
    "wav": "audio/wav",
    "vtt": "text/vtt; charset=utf-8",
}
CHUNK = 256 * 1024  # bytes in memory for one reader


@read_only
def picture(request, path, file):
    """Serve one file, or the range of it that is asked for."""
    try:
        content = markup.open_rendition(path, file)
        size = content.size
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = ranged(request, content, size, TYPES[file.rpartition(".")[2]])
    edge.say(response, edge.tags_of_file(path))
    return response


def ranged(request, content, size, kind):
    # Of HEAD a range says nothing (RFC 9110, 14.2).
    wanted = _range(request.headers.get("Range", "") if request.method == "GET" else "", size)
    if wanted == ():
        content.close()
        said = {**HEADERS, "Content-Range": f"bytes */{size}", "Cache-Control": "no-store"}
        return HttpResponse(status=416, headers=said)
    start, end = wanted or (0, size - 1)
    response = StreamingHttpResponse(
        _part(content, start, end), status=206 if wanted else 200, content_type=kind, headers=HEADERS
    )
    response._resource_closers.append(content.close)
    response.headers["Content-Length"] = str(end - start + 1)
    if wanted:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _part(content, start, end):
    """Yield the bytes from `start` to `end`, the last one too; of an object in S3, fetch those alone."""
    if hasattr(content, "obj"):
        yield from content.obj.get(Range=f"bytes={start}-{end}")["Body"].iter_chunks(CHUNK)
        return
    content.seek(start)
    for left in range(end - start + 1, 0, -CHUNK):
        yield content.read(min(CHUNK, left))


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
