"""A bucket of S3 that fails as a disk does: an OSError gets a sentence or a 503, whoever reads or writes."""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

# boto3 waits five times for a minute. A reader does not, and a picture that is asked for holds a thread.
PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"})


@contextmanager
def as_a_disk():
    try:
        yield
    except ClientError as error:
        refused = error.response["ResponseMetadata"]["HTTPStatusCode"] in (401, 403)
        raise (PermissionError if refused else ConnectionError)(f"the bucket says: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise ConnectionError(f"the bucket is away: {error}") from error


class BucketFile(S3File):
    @as_a_disk()
    def _get_file(self):
        return super()._get_file()

    file = property(_get_file, S3File._set_file)


class Bucket(S3Storage):
    def __init__(self, **options):
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)

    @as_a_disk()
    def _open(self, name, mode="rb"):
        try:
            return BucketFile(self._normalize_name(clean_name(name)), mode, self)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(f"There is no {name} in the bucket.") from error
            raise

    _save = as_a_disk()(S3Storage._save)
    delete = as_a_disk()(S3Storage.delete)
    exists = as_a_disk()(S3Storage.exists)
    listdir = as_a_disk()(S3Storage.listdir)
    size = as_a_disk()(S3Storage.size)
    get_modified_time = as_a_disk()(S3Storage.get_modified_time)
