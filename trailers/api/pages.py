"""Lists in pages: {"count", "pages", "page", "results"}."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

SIZE = 50


@cache
def paged(shape: type[serializers.BaseSerializer]) -> serializers.Serializer:
    """The schema of a page of `shape`."""
    return inline_serializer(
        f"Paged{shape.__name__.removesuffix('Shape')}",
        {
            "count": serializers.IntegerField(),
            "pages": serializers.IntegerField(),
            "page": serializers.IntegerField(),
            "results": shape(many=True),
        },
    )


def page_of(rows: Any, number: int, shape: Callable[..., Any]) -> Response:
    """One page of a queryset."""
    page = Paginator(rows, SIZE).get_page(number)
    return answer(page, shape(page.object_list, many=True).data)


def answer(page: Page[Any], results: Any) -> Response:
    """A number behind the last page answers the last one, which says its own number."""
    paginator = page.paginator
    told = {"count": paginator.count, "pages": paginator.num_pages, "page": page.number}
    return Response({**told, "results": results})
