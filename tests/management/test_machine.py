import os
import pwd

import pytest
from django.core.management import call_command

from articles.models import Act


@pytest.mark.django_db
@pytest.mark.parametrize("command", [["backup"], ["dump", "--output"]])
def test_an_account_without_a_name_is_logged_by_its_number(monkeypatch, tmp_path, command):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)

    call_command(*command, tmp_path / "file")

    assert Act.objects.get(verb__in=["back_up", "dump"]).data["account"] == str(os.getuid())
