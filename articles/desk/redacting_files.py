"""Files of pictures and recordings that hold words which have to go, made anew under other names."""

import dataclasses

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from articles.pictures import file_store, recordings, renditions

from .rules import Refused


@dataclasses.dataclass
class Files:
    """Files of which the words went: what stands in the place of each, and the names that have to go."""

    new: dict = dataclasses.field(default_factory=dict)  # {path: what `renditions` holds of the new one}
    old: set = dataclasses.field(default_factory=set)

    def replace(self, made, new):
        if new["path"] != made["path"]:
            self.new[made["path"]] = new
            self.old.update(renditions.names({"": made}))

    def swapped(self, made):
        """Return `renditions` with the new files."""
        return {shape: self.new.get(each["path"], each) for shape, each in made.items()}

    def renew(self, image):
        """Make a picture's public files anew, which hold its credit, or a recording's captions."""
        before = dict(image.renditions)
        if not before or renditions.are_made(image):
            return
        if image.is_recording:
            image.renditions["captions"] = recordings.store_captions(image.file.name, image.captions)
            image.save(update_fields=["renditions"])
        else:
            try:
                renditions.ensure(image)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from error
        for shape, made in before.items():
            if shape in image.renditions:
                self.replace(made, image.renditions[shape])

    def renew_printed(self, mask, shape, made):
        """Write printed files anew that today's row of the picture or recording doesn't name any more."""
        if made["path"] in self.new:
            return
        if shape == "captions":
            self._renew_captions(mask, made)
        else:
            self.replace(made, renditions.rewritten(made, mask.blanked))

    def _renew_captions(self, mask, made):
        name = f"{file_store.folder(made['path'])}/{made['file']}"
        if not default_storage.exists(name):
            return
        with default_storage.open(name) as file:
            text = file.read().decode()
        if mask.stands_in(text):
            self.replace(made, recordings.store_captions(name, mask.text(text)))
