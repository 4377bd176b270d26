"""One server of data: paced requests that wait and try again as the server asks, and files that resume."""

import json
import logging
import os
import time
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from helpers.errors import WorkbookError

logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings print addresses with keys

USER_AGENT = f"russia-iran-workbook/0.1 (research; python-requests/{requests.__version__})"

TIMES = 5
"""Attempts at a request, and at the rest of a file that was cut off."""

BUSY = (429, 500, 502, 503, 504)
"""Answers after which the same request may succeed."""

LONGEST_WAIT = 900
"""Seconds: a server that asks for more, as one whose daily quota is used up, is left for another day."""

TIMEOUT = (20, 180)
"""Seconds to connect, and without a byte."""

CHUNK = 1 << 16


def pause(seconds):
    """Sleep; the only place where a client does."""
    time.sleep(seconds)


@dataclass(frozen=True)
class Key:
    """The key a service asks for: environment variable, name in the query, and where a reader gets one."""

    variable: str
    parameter: str
    page: str

    def value(self):
        """The key.

        Raises
        ------
        WorkbookError
            If the variable is not set.
        """
        value = os.environ.get(self.variable, "").strip()
        if not value:
            raise WorkbookError(
                f"{self.variable} is not set: the service asks for a free key; get one at {self.page}, "
                f"set the variable and run the command again"
            )
        return value


class Connection:
    """Requests to one server.

    Parameters
    ----------
    name : str
        Of the service; `WORKBOOK_URL_<NAME>` replaces the address.
    address : str
        Official base address, ending with "/".
    report : callable
        Called with lines of progress.
    interval : float
        Seconds between the beginnings of two requests.
    key : Key, optional
    """

    def __init__(self, name, address, report, interval=1.0, key=None):
        self.name, self.report, self.interval, self.key = name, report, interval, key
        self.variable = f"WORKBOOK_URL_{name.upper()}"
        self.address = os.environ.get(self.variable) or address
        self.parameters = {key.parameter: key.value()} if key else {}
        self.next_at = 0.0
        self.session = requests.Session()
        self.session.headers["User-Agent"] = USER_AGENT
        retries = Waiting(
            total=TIMES,
            backoff_factor=1,
            backoff_max=60,
            status_forcelist=BUSY,
            allowed_methods=None,
            raise_on_status=False,
            wait=self._wait,
        )
        adapter = HTTPAdapter(max_retries=retries)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)

    def json(self, path="", parameters=None, **options):
        """The reply to a request, parsed as JSON.

        Raises
        ------
        WorkbookError
            If the server refuses, does not answer, or sends something else.
        """
        reply = self.reply(path, parameters, **options)
        try:
            return reply.json()
        except ValueError:
            raise self.unlike(reply, "JSON") from None

    def text(self, path="", parameters=None, **options):
        """The reply to a request, as text in UTF-8."""
        reply = self.reply(path, parameters, **options)
        return reply.content.decode("utf-8-sig", errors="replace")

    def reply(self, path="", parameters=None, accept="*/*", method="GET", body=None):
        """The whole reply to a request."""
        url = urljoin(self.address, path)
        for attempt in range(1, TIMES + 1):
            try:
                reply = self._send(url, method, parameters, {"Accept": accept}, body)
                return self._granted(reply)
            except requests.exceptions.ChunkedEncodingError:
                self._wait(2**attempt, "the reply was cut off")
        raise WorkbookError(f"{url}: the reply was cut off {TIMES} times; try again later")

    def file(self, path, target):
        """Download a file; what an earlier attempt left beside it is continued if the server still has the same file.

        The bytes go to `target` + ".part" and are renamed when all of them are there.

        Raises
        ------
        WorkbookError
            If the server refuses or the file is cut off again and again.
        """
        url = urljoin(self.address, path)
        part, stamp = target.with_name(target.name + ".part"), target.with_name(target.name + ".stamp")
        for attempt in range(1, TIMES + 1):
            have, validator = _begun(part, stamp)
            headers = {"Accept-Encoding": "identity"}
            headers |= {"Range": f"bytes={have}-", "If-Range": validator} if have else {}
            try:
                reply = self._send(url, "GET", None, headers, None, stream=True)
                if reply.status_code == 416:
                    part.unlink()
                    continue
                self._save(self._granted(reply), part, stamp, have)
            except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError):
                self._wait(2**attempt, "the file was cut off; it goes on from there")
                continue
            part.replace(target)
            stamp.unlink(missing_ok=True)
            return target
        raise WorkbookError(f"{url}: the file was cut off {TIMES} times; run the command again to go on from there")

    def _save(self, reply, part, stamp, have):
        """Write the body of `reply` to `part`, after the `have` bytes there if the server agreed to go on."""
        goes_on = reply.status_code == 206 and reply.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if reply.status_code == 206 and not goes_on:
            part.unlink(missing_ok=True)
            url = reply.url.partition("?")[0]
            raise WorkbookError(f"{url}: the reply is not the rest of the file from byte {have}; try again")
        have = have if goes_on else 0
        length = int(reply.headers["Content-Length"]) + have if "Content-Length" in reply.headers else None
        said = time.monotonic()
        with part.open("ab" if goes_on else "wb") as file:
            stamp.write_text(json.dumps(reply.headers.get("ETag") or reply.headers.get("Last-Modified")))
            for chunk in reply.iter_content(CHUNK):
                file.write(chunk)
                have += len(chunk)
                if time.monotonic() - said > 2:
                    said = time.monotonic()
                    whole = f" of {length / 1e6:,.0f}" if length else ""
                    self.report(f"{self.name}: {have / 1e6:,.0f}{whole} MB")

    def _send(self, url, method, parameters, headers, body, stream=False):
        now = time.monotonic()
        if now < self.next_at:
            pause(self.next_at - now)
        self.next_at = time.monotonic() + self.interval
        query = (parameters or {}) | self.parameters
        try:
            return self.session.request(
                method, url, params=query, headers=headers, json=body, stream=stream, timeout=TIMEOUT
            )
        except requests.exceptions.ChunkedEncodingError:
            raise
        except (requests.exceptions.ConnectionError, requests.exceptions.Timeout):
            raise WorkbookError(f"{url}: no answer; check the connection, or the address in {self.variable}") from None
        except requests.exceptions.RequestException as error:
            raise WorkbookError(f"{url}: cannot be asked for ({type(error).__name__}); check {self.variable}") from None

    def _granted(self, reply):
        """`reply`, or an error that says what the server refused."""
        url, status = reply.url.partition("?")[0], reply.status_code
        if status < 400:
            return reply
        said = " ".join(reply.text.split())[:120]
        if self.key:
            said = said.replace(self.parameters[self.key.parameter], "(key)")
        reason = f"{status}: {said}" if said else str(status)
        if self.key and status in (401, 403):
            raise WorkbookError(
                f"{self.key.variable} is refused by {url} ({reason}); check the key and its quota at {self.key.page}"
            )
        if status in (404, 410):
            raise WorkbookError(
                f"{url}: there is no such page ({status}); if the service has moved, set {self.variable}"
            )
        if status in BUSY:
            raise WorkbookError(f"{url}: the server is busy or broken ({status}); try again later")
        raise WorkbookError(f"{url}: refused ({reason})")

    def unlike(self, reply, form):
        """An error for a reply that is not of the documented form."""
        said = " ".join(reply.text.split())[:80] if hasattr(reply, "text") else str(reply)[:80]
        url = reply.url.partition("?")[0] if hasattr(reply, "url") else self.address
        return WorkbookError(f"{url}: the reply is not {form} ({said!r}); has the service changed?")

    def _wait(self, seconds, reason):
        """Pause, and say so if it takes long."""
        if seconds > LONGEST_WAIT:
            raise WorkbookError(
                f"{self.address}: the server asks to wait {seconds / 3600:.1f} hours ({reason}); run the command "
                "again then: finished parts are kept for a day"
            )
        if seconds > 2:
            self.report(f"{self.name}: {reason}; waiting {seconds:.0f} s")
        pause(seconds)


class Waiting(Retry):
    """Retries that wait as long as the server asks, else longer and longer.

    Parameters
    ----------
    wait : callable
        Called with seconds and the reason.
    """

    def __init__(self, *arguments, wait=None, **options):
        super().__init__(*arguments, **options)
        self.wait = wait

    def new(self, **changed):
        """The retries that are left after an attempt."""
        left = super().new(**changed)
        left.wait = self.wait
        return left

    def sleep(self, response=None):
        """Wait before the next attempt."""
        asked = self.get_retry_after(response) if response is not None else None
        reason = f"the server answers {response.status}" if response is not None else "no answer"
        self.wait(asked if asked is not None else self.get_backoff_time(), reason)


def _begun(part, stamp):
    """Bytes that an earlier attempt left, and what tells whether the server's file is still the same."""
    if not (part.exists() and stamp.exists()):
        return 0, None
    try:
        validator = json.loads(stamp.read_text())
    except ValueError:
        validator = None
    return (part.stat().st_size, validator) if validator and part.stat().st_size else (0, None)
