"""Reading pages as people do."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """What the page says between its head and its foot, without its marks."""
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
