"""Requests of the clients: paced, patient, resumable, one clear line when refused. All replies are made up."""

import pytest
from local_server import Reply, Server

from helpers.clients import connection as module
from helpers.clients.connection import Connection, Key
from helpers.errors import WorkbookError

KEY = Key("MADE_UP_KEY", "api_key", "https://example.org/keys")


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def waits(monkeypatch):
    """The pauses that a client asked for, none of them taken."""
    taken = []
    monkeypatch.setattr(module, "pause", taken.append)
    return taken


@pytest.fixture
def made_up(server, waits):
    """A connection to the server, and what it reports."""
    said = []
    connection = Connection("made_up", server.address, said.append, interval=0)
    connection.said = said
    return connection


def test_requests_name_the_program_and_keep_their_pace(server, waits):
    server.replies["/a"] = Reply.json([1])
    connection = Connection("made_up", server.address, print, interval=60)
    assert [connection.json("a"), connection.json("a")] == [[1], [1]]
    assert server.asked[0].headers["User-Agent"].startswith("russia-iran-workbook/")
    assert len(waits) == 1 and 0 < waits[0] <= 60


def test_429_waits_as_long_as_the_server_asks(server, waits, made_up):
    server.replies["/a"] = [Reply(status=429, headers={"Retry-After": "7"}), Reply.json({"ok": 1})]
    assert made_up.json("a") == {"ok": 1}
    assert waits == [7]
    assert made_up.said == ["made_up: the server answers 429; waiting 7 s"]


def test_500_is_tried_again_with_longer_and_longer_pauses(server, waits, made_up):
    server.replies["/a"] = [*[Reply(status=500)] * 3, Reply.json({"ok": 1})]
    assert made_up.json("a") == {"ok": 1}
    assert waits == sorted(waits) and len(waits) == 3 and waits[-1] > waits[1] > 0


def test_a_server_that_stays_busy_is_one_line(server, waits, made_up):
    server.replies["/a"] = Reply(status=503)
    with pytest.raises(
        WorkbookError, match=r"http://127\.0\.0\.1:\d+/a: the server is busy or broken \(503\); try again"
    ):
        made_up.json("a")
    assert len(server.asked) == module.TIMES + 1


def test_a_used_up_quota_is_not_waited_for(server, waits, made_up):
    server.replies["/a"] = Reply(status=429, headers={"Retry-After": "7200"})
    with pytest.raises(WorkbookError, match=r"asks to wait 2\.0 hours .* finished parts are kept"):
        made_up.json("a")
    assert waits == []


def test_a_reply_that_is_cut_off_is_asked_for_again(server, waits, made_up):
    whole = Reply.json({"rows": ["x"] * 100})
    server.replies["/a"] = [Reply(whole.body, cut=50), whole]
    assert len(made_up.json("a")["rows"]) == 100
    server.replies["/b"] = Reply(whole.body, cut=50)
    with pytest.raises(WorkbookError, match=r"/b: the reply was cut off 5 times"):
        made_up.json("b")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html>Maintenance</html>"), r"/a: the reply is not JSON \('<html>Maintenance</html>'\)"),
        (Reply(b'{"rows": ['), r"/a: the reply is not JSON"),
        (Reply(b"gone", 404), r"/a: there is no such page \(404\); if the service has moved, set WORKBOOK_URL_MADE_UP"),
        (Reply(b'{"message": "bad\n year"}', 400), r"/a: refused \(400: \{\"message\": \"bad year\"\}\)"),
    ],
)
def test_other_replies_are_one_line(server, made_up, reply, said):
    server.replies["/a"] = reply
    with pytest.raises(WorkbookError, match=said) as error:
        made_up.json("a")
    assert "\n" not in str(error.value)


def test_no_server_is_one_line(waits, monkeypatch):
    monkeypatch.setenv("WORKBOOK_URL_MADE_UP", "http://127.0.0.1:9/")
    with pytest.raises(WorkbookError, match=r"127\.0\.0\.1:9/a: no answer; check .* WORKBOOK_URL_MADE_UP"):
        Connection("made_up", "https://example.org/", print).json("a")


def test_a_missing_key_names_the_variable_and_where_to_get_one(monkeypatch):
    monkeypatch.delenv("MADE_UP_KEY", raising=False)
    with pytest.raises(WorkbookError, match=r"MADE_UP_KEY is not set: .* https://example\.org/keys"):
        Connection("made_up", "https://example.org/", print, key=KEY)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_named_and_never_shown(server, waits, monkeypatch, status):
    monkeypatch.setenv("MADE_UP_KEY", "s3cret")
    server.replies["/a"] = Reply.json({"statusCode": status, "message": "invalid key s3cret"}, status=status)
    connection = Connection("made_up", server.address, print, key=KEY, interval=0)
    with pytest.raises(WorkbookError, match=r"MADE_UP_KEY is refused by .* check the key and its quota at") as error:
        connection.json("a", {"year": 2020})
    assert server.asked[0].query == {"year": "2020", "api_key": "s3cret"}
    assert "s3cret" not in str(error.value)
    server.replies["/a"] = Reply(b"no data for s3cret", 400)
    with pytest.raises(WorkbookError, match="refused") as error:
        connection.json("a")
    assert "s3cret" not in str(error.value)


# ---------------------------------------------------------------- files


BODY = bytes(range(256)) * 4000


def test_a_file_that_is_cut_off_goes_on_from_there(server, waits, made_up, tmp_path):
    headers = {"ETag": '"one"'}
    server.replies["/f.zip"] = [Reply(BODY, headers=headers, cut=300_000), Reply(BODY, headers=headers)]
    made_up.file("f.zip", tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY
    assert server.asked[1].headers["Range"] == f"bytes={300_000 // module.CHUNK * module.CHUNK}-"
    assert [path.name for path in tmp_path.iterdir()] == ["f.zip"]


def test_a_later_run_goes_on_too_and_a_changed_file_begins_anew(server, waits, made_up, tmp_path):
    headers = {"ETag": '"one"'}
    server.replies["/f.zip"] = [Reply(BODY, headers=headers, cut=300_000), Reply(BODY, headers=headers, cut=0)]
    with pytest.raises(WorkbookError, match="cut off 5 times; run the command again to go on"):
        made_up.file("f.zip", tmp_path / "f.zip")
    assert not (tmp_path / "f.zip").exists()
    other = BODY[::-1]
    server.replies["/f.zip"] = Reply(other, headers={"ETag": '"two"'})
    made_up.file("f.zip", tmp_path / "f.zip")
    assert server.asked[-1].headers["If-Range"] == '"one"'
    assert (tmp_path / "f.zip").read_bytes() == other


def test_another_piece_than_asked_for_is_refused(server, waits, made_up, tmp_path):
    headers = {"ETag": '"one"'}
    wrong = Reply(BODY, 206, {"Content-Range": "bytes 5-9/10"})
    server.replies["/f.zip"] = [Reply(BODY, headers=headers, cut=300_000), wrong]
    with pytest.raises(WorkbookError, match=r"the reply is not the rest of the file from byte \d+"):
        made_up.file("f.zip", tmp_path / "f.zip")
    assert not (tmp_path / "f.zip").exists()


def test_a_file_without_a_mark_is_never_joined_from_two_replies(server, waits, made_up, tmp_path):
    server.replies["/f.zip"] = [Reply(BODY, cut=300_000), Reply(BODY)]
    made_up.file("f.zip", tmp_path / "f.zip")
    assert "Range" not in server.asked[1].headers
    assert (tmp_path / "f.zip").read_bytes() == BODY
