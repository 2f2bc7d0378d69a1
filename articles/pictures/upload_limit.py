"""Refuse a form that is larger than any file may be, before a byte of it is read or lies on the disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from .recordings import MAX_BYTES

FORM_BYTES = 1024 * 1024  # bytes; what may come with a file


class UploadLimit(FileUploadHandler):
    """Stands first among the handlers, and takes no file itself.

    Who brings no session can't upload, so that a visitor's form may hold words only.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        has_session = settings.SESSION_COOKIE_NAME in self.request.COOKIES
        if content_length > (MAX_BYTES + FORM_BYTES if has_session else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise RequestDataTooBig("The form is larger than any file may be.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
