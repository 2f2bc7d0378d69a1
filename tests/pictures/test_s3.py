"""The same pictures in S3, spoken to over HTTP: a server in this process plays Amazon."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from PIL import Image as Pixels

from articles import desk
from articles.models import Image
from articles.pictures import file_store, library, renditions

from .files import jpeg, upload

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.only_on("sqlite"),  # it is the bucket that is asked
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "eu-central-1"}


@pytest.fixture(scope="module")
def server():
    from moto.server import ThreadedMotoServer  # here, since every process of the suite collects this file

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(scope="module")
def amazon(server):
    import boto3

    return boto3.client("s3", endpoint_url=server, **KEYS)


@pytest.fixture
def bucket(server, amazon, settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    amazon.create_bucket(Bucket="paper", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    options = {"bucket_name": "paper", "endpoint_url": server, "region_name": "eu-central-1"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "newsroom.bucket.Bucket", "OPTIONS": options},
    }
    yield lambda: sorted(keys(amazon))
    if rows := [{"Key": key} for key in keys(amazon)]:
        amazon.delete_objects(Bucket="paper", Delete={"Objects": rows})
    amazon.delete_bucket(Bucket="paper")


def keys(amazon):
    return [row["Key"] for row in amazon.list_objects_v2(Bucket="paper").get("Contents", [])]


def test_an_upload_lies_in_the_bucket_and_is_served_by_the_paper(client, reporter, bucket):
    content = jpeg(40, 30)

    image = library.accept(upload(content), reporter)

    assert bucket() == sorted([image.file.name, *renditions.names(image.renditions)])
    with image.file.open() as file:
        assert file.read() == content
    whole = image.renditions["whole"]
    address = f"/media/{renditions.name(whole['path'], 40, 'jpeg')}"
    served = client.get(address)
    assert Pixels.open(BytesIO(b"".join(served))).size == (40, 30)
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = b"".join(client.get(address, headers={"Range": "bytes=5-9"}))
    assert part == b"".join(client.get(address))[5:10]
    assert client.get(f"/media/{image.file.name}").status_code == 404


def test_a_refused_upload_leaves_nothing_in_the_bucket(reporter, bucket, monkeypatch):
    store = file_store.store

    def fill_up(target, content, written):
        if len(written) == 5:
            raise OSError("SlowDown")
        store(target, content, written)

    monkeypatch.setattr(file_store, "store", fill_up)

    with pytest.raises(ValidationError, match="full, or away"):
        library.accept(upload(jpeg(40, 30)), reporter)

    assert bucket() == []
    assert not Image.objects.exists()


def test_what_is_gone_from_the_bucket_is_made_again(client, reporter, bucket, storage, capsys):
    image = library.accept(upload(jpeg(40, 30)), reporter)
    before = bucket()
    gone = renditions.names(image.renditions)[0]
    storage.delete(gone)
    assert client.get(f"/media/{gone}").status_code == 404

    call_command("renditions", "--clean")

    assert bucket() == before
    assert "0 files removed" in capsys.readouterr().out


def test_the_files_of_a_redacted_picture_leave_the_bucket(
    reporter, bucket, make_article, publish, chief_editor, django_capture_on_commit_callbacks
):
    picture = library.accept(upload(jpeg(300, 200)), reporter, alt_text="Boats", credit="Us")
    story = publish(make_article(lead_image=picture))
    assert len(bucket()) > 3

    with django_capture_on_commit_callbacks(execute=True):
        desk.redact(story, by=chief_editor, fields=["pictures"], order="The court of X")

    assert [name for name in bucket() if not name.endswith("/1200.jpeg")] == []
