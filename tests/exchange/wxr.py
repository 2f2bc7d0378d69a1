"""Exports of WordPress, made on the spot as its own exporter writes them."""

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" created="2024-05-01 10:00" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Old Paper</title>
<link>https://old.example.org</link>
<language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example.org</wp:base_site_url>
<wp:base_blog_url>https://old.example.org</wp:base_blog_url>
"""
AUTHOR = """<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login><![CDATA[{login}]]></wp:author_login>
<wp:author_email><![CDATA[{login}@example.org]]></wp:author_email>
<wp:author_display_name><![CDATA[{name}]]></wp:author_display_name></wp:author>
"""
CATEGORY = """<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename><![CDATA[{slug}]]></wp:category_nicename>
<wp:category_parent><![CDATA[{parent}]]></wp:category_parent><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>
"""
TAG = """<wp:tag><wp:term_id>{number}</wp:term_id><wp:tag_slug><![CDATA[{slug}]]></wp:tag_slug>
<wp:tag_name><![CDATA[{name}]]></wp:tag_name></wp:tag>
"""
NEVER = "0000-00-00 00:00:00"


def cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def post(number, title="A story", body="<p>Some words.</p>", *, slug=None, kind="post", status="publish",
         at="2019-05-12 08:30:00", changed=None, creator="anna", categories=(), tags=(), authors=(), meta=(),
         excerpt="", link=None, parent=0, file="", password="", comments=0):  # fmt: skip
    """Return one item."""
    slug = f"story-{number}" if slug is None else slug
    link = link or (
        f"https://old.example.org/{at[:4]}/{at[5:7]}/{slug}/"
        if kind == "post"
        else f"https://old.example.org/{slug}/"
    )
    terms = [("category", *each) for each in categories] + [("post_tag", *each) for each in tags]
    terms += [("author", f"cap-{slug}", name) for slug, name in authors]
    parts = [
        f"<title>{cdata(title)}</title><link>{link}</link><pubDate>Sun, 12 May 2019 08:30:00 +0000</pubDate>",
        f"<dc:creator>{cdata(creator)}</dc:creator><guid isPermaLink=\"false\">https://old.example.org/?p={number}</guid>",
        f"<content:encoded>{cdata(body)}</content:encoded><excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>",
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{cdata(at)}</wp:post_date><wp:post_date_gmt>{cdata(at)}</wp:post_date_gmt>",
        f"<wp:post_modified_gmt>{cdata(changed or at)}</wp:post_modified_gmt><wp:post_name>{cdata(slug)}</wp:post_name>",
        f"<wp:status>{cdata(status)}</wp:status><wp:post_parent>{parent}</wp:post_parent><wp:post_type>{cdata(kind)}</wp:post_type>",
        f"<wp:post_password>{cdata(password)}</wp:post_password>",
        f"<wp:attachment_url>{cdata(file)}</wp:attachment_url>" if file else "",
        *(f'<category domain="{domain}" nicename="{nicename}">{cdata(name)}</category>' for domain, nicename, name in terms),
        *(f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
          for key, value in meta),
        *(f"<wp:comment><wp:comment_id>{each}</wp:comment_id><wp:comment_content>{cdata('Hello')}</wp:comment_content></wp:comment>"
          for each in range(comments)),
    ]  # fmt: skip
    return f"<item>{''.join(parts)}</item>\n"


def picture(number, file, **fields):
    """Return the item of an attachment."""
    name = file.rpartition("/")[2].partition(".")[0]
    return post(number, fields.pop("title", name), "", slug=name, kind="attachment", status="inherit",
                file=f"https://old.example.org/wp-content/uploads/{file}", **fields)  # fmt: skip


NAMES = (
    AUTHOR.format(number=3, login="anna", name="Anna Petrova")
    + CATEGORY.format(number=7, slug="politics", parent="", name="Politics")
    + CATEGORY.format(number=8, slug="local", parent="politics", name="Local politics")
    + TAG.format(number=9, slug="ferries", name="Ferries")
)
POLITICS, LOCAL, FERRIES = ("politics", "Politics"), ("local", "Local politics"), ("ferries", "Ferries")


def export(*items, names=NAMES):
    """Return the text of a file."""
    return f"{HEAD}{names}{''.join(items)}</channel>\n</rss>\n"
