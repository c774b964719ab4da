"""Whatever comes over the line: no fault, nothing told without a signature, answers as declared.

Requests are made from the server's own OpenAPI document. ``COUNTER_FUZZ_EXAMPLES`` sets how
many for each operation and kind (60 in a night; CI makes 12).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
import schemathesis
import zstandard
from county_rig import TOWN, CountyRig, TestDevice, enrol_directly
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from counter_app.county.push import push
from counter_app.protocol import auth, wire

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("COUNTER_FUZZ_EXAMPLES", "12"))
UNSIGNED = {"/api/v1/hello", "/api/v1/enrol"}
SIGNED = (auth.DEVICE_HEADER, auth.TIME_HEADER, auth.SIGNATURE_HEADER)
DECLARED = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
TYPED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.generate,),  # a request is short enough to be read as it was found
    suppress_health_check=list(HealthCheck),
)
#: The public pages stand in no document: these are for people.
_WORD = {"name": "word", "in": "path", "required": True, "schema": {"type": "string"}}
_FIELDS = ("form", "grade", "reason.fair", "text", "phone", "consent")
_RATE = {
    "parameters": [_WORD],
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in _FIELDS},
                }
            }
        }
    },
    "responses": {"200": {"description": ""}, "404": {"description": ""}},
}
PAGES: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "pages", "version": "1"},
    "paths": {
        path: {
            "get": {
                "parameters": [_WORD] if "{" in path else [],
                "responses": {"200": {"description": ""}, "404": {"description": ""}},
            }
        }
        for path in ("/", "/page.css", "/robots.txt", "/g/{word}", "/q/{word}", "/r/{word}")
    },
}
PAGES["paths"]["/r/{word}"]["post"] = _RATE


@schemathesis.serializer(wire.MEDIA_TYPE)
def as_it_is(context: Any, value: Any) -> Any:
    """The generator makes bytes for these bodies; they go out as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, TestDevice]]:
    """A running county of sample data, and a device that has pushed three cases."""
    rig = CountyRig.sample(tmp_path_factory.mktemp("fuzz"))
    with rig.opened() as database:
        device = enrol_directly(database, TOWN)
        for running in (1, 2, 3):
            device.receive(running)
        push(database, device.id, device.push(), lambda: int(time.time() * 1000))
    with rig.serve() as server:
        yield server.url, device


def operations(url: str, document: dict[str, Any] | None = None) -> list[Any]:
    if document is None:
        document = httpx.get(f"{url}/schema/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=url)
    return [found.ok() for found in schema.get_all_operations()]


def each_kind(operation: Any) -> Iterator[Any]:
    """Requests as the document wants them, and requests that it forbids."""
    yield operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    if any(operation.iter_parameters()):
        yield operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)


def test_without_a_signature_nothing_is_told(county: tuple[str, TestDevice]) -> None:
    url, _ = county
    for operation in operations(url):
        for strategy in each_kind(operation):
            _unsigned(operation, strategy)


def _unsigned(operation: Any, strategy: Any) -> None:
    @TYPED
    @given(case=strategy)
    def check(case: Any) -> None:
        answer = case.call()
        case.validate_response(answer, checks=DECLARED)
        if operation.path not in UNSIGNED:
            assert _tells_nothing(case, answer), (operation.label, answer.text)

    check()


def _tells_nothing(case: Any, answer: Any) -> bool:
    """401; or 404 where a word does not even make an address, or 400 to a made-up signature."""
    if answer.status_code == 401:
        return True
    refusal = msgspec.json.decode(answer.content, type=wire.Refusal)
    made_up = all(name in (case.headers or {}) for name in SIGNED)
    no_address = answer.status_code == 404 and "{" in case.operation.path
    return refusal.reason == "bad_request" and (
        no_address or (made_up and answer.status_code in (400, 413))
    )


def test_pages_stand_every_word(county: tuple[str, TestDevice]) -> None:
    url, _ = county

    for operation in operations(url, PAGES):

        @TYPED
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            answer = case.call()
            case.validate_response(answer, checks=(not_a_server_error,))

        check()


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=80),
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4), max_leaves=8)


def packed(value: object) -> bytes:
    return zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(value))


def bodies(names: list[str], device: TestDevice) -> st.SearchStrategy[bytes]:
    """Noise; messages of the right fields with any content; true ones that were damaged."""
    true = wire.pack(device.push())
    plain = msgspec.msgpack.decode(msgspec.msgpack.encode(device.push()))
    fields = st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))
    altered = st.fixed_dictionaries({}, optional=dict.fromkeys(plain, VALUES))
    return st.one_of(
        st.binary(max_size=200),
        VALUES.map(packed),
        fields.map(packed),
        altered.map(lambda change: packed(plain | change)),
        st.tuples(st.integers(0, len(true) - 1), st.integers(0, 255)).map(
            lambda at: true[: at[0]] + bytes([at[1]]) + true[at[0] + 1 :]
        ),
    )


def fields_of(operation: Any, document: dict[str, Any]) -> list[str]:
    """The names in the message that the operation takes."""
    told = document["paths"][operation.path][operation.method].get("requestBody", {})
    for content in told.get("content", {}).values():
        reference = content["schema"].get("contentSchema", {}).get("$ref", "")
        schema = document["components"]["schemas"].get(reference.rpartition("/")[2], {})
        return list(schema.get("properties", {}))
    return []


def test_signed_requests_with_any_content(county: tuple[str, TestDevice]) -> None:
    url, device = county
    document = httpx.get(f"{url}/schema/openapi.json").json()
    with httpx.Client(base_url=url, timeout=20) as http:
        for operation in operations(url, document):
            if operation.path in UNSIGNED:
                continue
            body = bodies(fields_of(operation, document), device)
            for strategy in each_kind(operation):
                _signed(http, device, strategy, body if operation.method != "get" else st.just(b""))


def _signed(
    http: httpx.Client, device: TestDevice, strategy: Any, content: st.SearchStrategy[bytes]
) -> None:
    @TYPED
    @given(case=strategy, body=content)
    def check(case: Any, body: bytes) -> None:
        request = case.as_transport_kwargs()
        made = http.build_request(
            request["method"], request["url"], params=request.get("params"), content=body
        )
        target = made.url.raw_path.decode("ascii")
        made.headers.update(device.headers(made.method, target, body))
        answer = http.send(made)
        # 507: the stores have a size, which is no fault.
        assert answer.status_code < 500 or answer.status_code == 507, (target, answer.text)
        if not answer.is_success:
            msgspec.json.decode(answer.content, type=wire.Refusal)

    check()
