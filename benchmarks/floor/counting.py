"""Count the queries of one request, from the first middleware to the last."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK = "X-Count-Queries"


class QueryCountMiddleware:
    """Answer a request that asks for it with how many queries it took; leave others alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        number = 0

        def count(execute, sql, params, many, context):
            nonlocal number
            number += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[ASK] = str(number)
        return response
