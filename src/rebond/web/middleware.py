"""Refusals become kind words; measurements may count queries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme

from rebond.common.errors import Refused

NOT_ALLOWED = 405
GetResponse = Callable[[HttpRequest], HttpResponse]


class KindRefusals(MiddlewareMixin):
    """A Refused raised by a service: back to the page the person came from, with the reason."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.accepts("text/html") is False or request.headers.get("Accept") == "application/json":
            return JsonResponse({"ok": False, "message": str(exception)}, status=exception.status)
        messages.error(request, str(exception))
        return HttpResponseRedirect(came_from(request))


def came_from(request: HttpRequest) -> str:
    """The page of ours that sent this request, or the home page."""
    referer = request.headers.get("Referer", "")
    if request.method in ("GET", "HEAD") and urlsplit(referer).path == request.path:
        return "/"  # a page that refuses to open would send back to itself for ever
    safe = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if safe else "/"


def whole_pages(get_response: GetResponse) -> GetResponse:
    """A redirect answered to a fragment's request leads the browser, not the fragment, to the other page.

    Otherwise htmx follows it by itself and puts a whole page (the login, a refused sheet) into one line.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("HX-Request") == "true" and response.status_code in (301, 302):
            led = HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
            led.cookies = response.cookies
            return led
        return response

    return answered


def buttons_only(get_response: GetResponse) -> GetResponse:
    """The address of a button opened by hand: a page that says so, instead of a blank one."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == NOT_ALLOWED and not response.content and request.accepts("text/html"):
            response.content = render_to_string("405.html")
        return response

    return answered


def no_nul(get_response: GetResponse) -> GetResponse:
    """No address holds a NUL: PostgreSQL takes none, and nobody types one. Forms refuse it by themselves."""

    def answered(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            return HttpResponseNotFound(render_to_string("404.html"))
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return get_response(request)

    return answered


def count_queries(get_response: GetResponse) -> GetResponse:
    """With REBOND_BENCH=1: the number of SQL queries of each answer in a header."""

    def counted(request: HttpRequest) -> HttpResponse:
        count = 0

        def one_more(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(one_more):
            response = get_response(request)
        response["X-Rebond-Queries"] = str(count)
        return response

    return counted
