"""An export of Ghost, as the tests write it."""

import json

AT = "2023-02-03T04:05:06.000Z"


def lexical(*children):
    return json.dumps({"root": {"type": "root", "children": children}})


def text(words, form=0):
    return {"type": "extended-text", "text": words, "format": form}


def paragraph(*children):
    return {"type": "paragraph", "children": children}


def row(number, **fields):
    return {
        "id": f"id{number}", "uuid": f"0000-{number}", "title": f"Post {number}", "slug": f"post-{number}", "type": "post",
        "status": "published", "visibility": "public", "published_at": AT, "updated_at": AT, "html": "<p>As HTML.</p>", **fields,
    }  # fmt: skip


def export(*posts, **tables):
    data = {
        "posts": posts,
        "users": [{"id": "u1", "name": "Anna Petrova", "slug": "anna", "email": "anna@example.org", "password": "$2a$secret"},
                  {"id": "u2", "name": "Boris", "slug": "boris"}],
        "tags": [{"id": "t1", "name": "News", "slug": "news"}, {"id": "t2", "name": "#internal", "slug": "hash-internal"}],
        "posts_tags": [{"post_id": "id1", "tag_id": "t2", "sort_order": 0}, {"post_id": "id1", "tag_id": "t1", "sort_order": 1}],
        "posts_authors": [{"post_id": "id1", "author_id": "u1", "sort_order": 1}, {"post_id": "id1", "author_id": "u2", "sort_order": 0}],
        "settings": [{"key": "title", "value": "The Old Letter"}, {"key": "url", "value": "https://ghost.example.org"}],
        **tables,
    }  # fmt: skip
    return json.dumps({"db": [{"meta": {"exported_on": 1, "version": "5.80.0"}, "data": data}]})
