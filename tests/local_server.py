"""A server on this machine that replays made-up replies in the documented shape of a data service."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Reply:
    """One reply: `cut` sends only so many bytes of the body; `stall` waits for the event in the middle of it."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: int | None = None
    stall: threading.Event | None = None

    @classmethod
    def json(cls, value, **options):
        return cls(json.dumps(value).encode(), **options)


@dataclass
class Asked:
    """What a client asked for."""

    path: str
    query: dict
    headers: dict
    body: bytes


class Server:
    """Replies by path: a list, taken in order with the last repeated, or a function of `Asked`."""

    def __init__(self):
        self.replies, self.asked = {}, []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def _handler(server):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                url = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(url.path, dict(parse_qsl(url.query)), dict(self.headers), body)
                server.asked.append(asked)
                replies = server.replies.get(url.path, Reply(b"nothing here", 404))
                if callable(replies):
                    reply = replies(asked)
                elif isinstance(replies, list):
                    reply = replies.pop(0) if len(replies) > 1 else replies[0]
                else:
                    reply = replies
                self._send(reply, asked)

            do_POST = do_GET

            def _send(self, reply, asked):
                body, status, headers = reply.body, reply.status, dict(reply.headers)
                wanted = asked.headers.get("Range")
                if wanted and headers.get("ETag") == asked.headers.get("If-Range"):
                    first = int(wanted.removeprefix("bytes=").rstrip("-"))
                    headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
                    body, status = body[first:], 206
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                half = len(body) // 2 if reply.stall else 0
                self.wfile.write(body[:half])
                if reply.stall:
                    self.wfile.flush()
                    reply.stall.wait(60)
                self.wfile.write(body[half : reply.cut])
                self.close_connection = reply.cut is not None or self.close_connection

            def log_message(self, *arguments):
                pass

        return Handler
