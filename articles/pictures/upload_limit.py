"""Refuse a form that is larger than any file may be, before a byte of it is read or lies on the disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from .recordings import MAX_BYTES

FORM_BYTES = 1024 * 1024  # bytes; what may come with a file


class UploadLimit(FileUploadHandler):
    """Stands first among the handlers, and takes no file itself.

    Who isn't signed in can't upload, so that a visitor's form may hold words only.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        # A cookie can be made up, so the session behind it is asked for, but only where so much comes.
        user = getattr(self.request, "user", None)
        is_long = content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > MAX_BYTES + FORM_BYTES or (is_long and not getattr(user, "is_staff", False)):
            raise RequestDataTooBig("The form is larger than any file may be.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
