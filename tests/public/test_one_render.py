from threading import Barrier, Event, Thread
from unittest import mock

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

from articles.public import one_render


@pytest.fixture
def shared():
    store = mock.Mock(wraps=LocMemCache("shared", {}), spec=["get", "add", "delete"])
    with mock.patch.object(one_render, "caches", {"pages": store}):
        store.delete("page.going")
        yield store


def read(store, made, render=lambda: "the page"):
    with one_render.rendering_alone("page"):
        if "page" not in store:
            made.append(1)
            store["page"] = render()


def together(count, read):
    """Let so many threads read at once."""
    start = Barrier(count)

    def one():
        start.wait()
        read()

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_many_at_once_one_renders():
    store, made = {}, []

    together(16, lambda: read(store, made))

    assert len(made) == 1
    assert one_render._going == {}


def test_who_comes_during_a_render_waits_for_it():
    store, made, begun, go = {}, [], Event(), Event()

    def slow():
        begun.set()
        go.wait(20)
        return "the page"

    first = Thread(target=lambda: read(store, made, slow))
    first.start()
    begun.wait(20)
    second = Thread(target=lambda: read(store, made))
    second.start()
    assert store == {}
    go.set()
    first.join()
    second.join()

    assert len(made) == 1


def test_a_render_that_fails_leaves_the_others_to_themselves():
    def fail():
        with one_render.rendering_alone("page"):
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  whatever a view raises
        fail()
    store, made = {}, []
    read(store, made)

    assert made == [1]
    assert one_render._going == {}


def test_a_render_that_takes_too_long_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(one_render, "PATIENCE", 0.01)
    store, made = {}, []

    with one_render.rendering_alone("page"):
        read(store, made)

    assert made == [1]


def test_while_another_process_renders_its_page_is_waited_for(shared):
    store, made = {}, []
    shared.add("page.going", 1, 60)

    def other_process_is_done(_seconds):
        store["page"] = "the page"
        shared.delete("page.going")

    with mock.patch.object(one_render, "sleep", other_process_is_done):
        read(store, made)

    assert made == []


def test_a_process_that_ended_in_its_render_keeps_nobody_waiting(shared, monkeypatch):
    monkeypatch.setattr(one_render, "PATIENCE", 0.01)
    shared.add("page.going", 1, 60)
    store, made = {}, []

    read(store, made)

    assert made == [1]


def test_the_mark_of_a_render_goes_with_it(shared):
    read({}, [])

    assert shared.get("page.going") is None


@pytest.mark.django_db
def test_a_page_is_asked_for_anew_after_the_wait(client, publish):
    publish(headline="Once")
    asked = client.get("/").content

    with mock.patch.object(one_render, "rendering_alone", wraps=one_render.rendering_alone) as alone:
        assert client.get("/").content == asked
        assert not alone.called
        caches["pages"].clear()
        client.get("/")
        assert alone.call_count == 1
