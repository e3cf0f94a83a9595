"""Whatever a server does, in whatever order: the very bytes of the file, or none and a reason."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.record.fetching import Held
from record.fetching.conftest import QUICK, Source
from record.misbehaving import (
    Misbehaving,
    chunked,
    cut,
    empty_202,
    page,
    redirect,
    reset,
    status,
    whole,
    zip_of,
)

DATA = zip_of(bytes(range(256)) * 8)
MD5 = hashlib.md5(DATA).hexdigest()
AT = st.integers(0, len(DATA))
TAGS = st.sampled_from([{}, {"etag": '"1"'}, {"etag": 'W/"1"'}, {"last_modified": "then"}])
FLIPPED = st.builds(
    lambda at: DATA[:at] + bytes([DATA[at] ^ 1]) + DATA[at + 1 :],
    AT.filter(lambda at: at < len(DATA)),
)
ACTS = st.one_of(
    st.builds(lambda tag: whole(DATA, **tag), TAGS),
    st.builds(lambda tag: whole(DATA, ranges=False, **tag), TAGS),
    st.builds(lambda at, tag: cut(DATA, at, **tag), AT, TAGS),
    st.builds(lambda at, tag: reset(DATA, at, **tag), AT, TAGS),
    st.builds(lambda bad, tag: whole(bad, **tag), FLIPPED, TAGS),
    st.builds(lambda bad, at, tag: cut(bad, at, **tag), FLIPPED, AT, TAGS),
    st.builds(lambda at, tag: whole(DATA[:at], **tag), AT, TAGS),
    st.builds(lambda junk, tag: whole(junk, **tag), st.binary(max_size=3000), TAGS),
    st.builds(lambda short: chunked(DATA, cut_short=short), st.booleans()),
    st.builds(
        lambda code, wait: status(code, retry_after=wait),
        st.sampled_from([200, 204, 206, 304, 400, 403, 404, 408, 416, 418, 429, 500, 503, 599]),
        st.sampled_from(["0", "3", "500", "x"]),
    ),
    st.builds(
        lambda data, said, tag: status(206, data, content_range=said, **tag),
        st.binary(max_size=300),
        st.sampled_from(["bytes 0-9/10", f"bytes 9-{len(DATA) - 1}/{len(DATA)}", "bytes */5", ""]),
        TAGS,
    ),
    st.sampled_from([page(), page("application/zip"), empty_202()]),
    st.builds(
        redirect, st.sampled_from(["/a.zip", "/b", "https://x.example.net/", "http:", "//["])
    ),
)


@pytest.fixture(scope="module")
def server():
    with Misbehaving() as server:
        yield server


@settings(max_examples=100, deadline=None)
@given(
    runs=st.lists(st.lists(ACTS, min_size=1, max_size=6), min_size=1, max_size=3),
    known=st.booleans(),
    refreshes=st.booleans(),
)
def test_the_very_bytes_or_none(server, runs, known, refreshes):
    more = {"md5": MD5, "size": len(DATA)} if known else {"md5": MD5}
    with TemporaryDirectory() as folder:
        source = Source(server, Path(folder), limits=QUICK, refreshes=refreshes)
        item = source.item(**more)
        for acts in runs:
            server.on("/a.zip", *acts)
            held = {"a.zip": Held(etag='"1"')} if refreshes else {}
            fetched = source.run(item, held=held)
            assert len(fetched.came) + len(fetched.held) + len(fetched.missing) == 1
            assert set(source.came.values()) <= {DATA}
            assert (item in fetched.came) == bool(source.came)
            for missing in fetched.missing:
                assert missing.reason
                assert missing.remedy.endswith((".", "`"))
            source.came.clear()
        server.on("/a.zip", whole(DATA, etag='"9"'))
        assert [str(missing) for missing in source.run(item).missing] == []
        assert source.came == {"a.zip": DATA}
        assert source.left() == []
