"""Reading pages as people do."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """What the page says between its head and its foot, without its marks."""
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def admin_text(response: HttpResponse) -> str:
    """The same of a page of the admin, whose frame is another's."""
    html = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
