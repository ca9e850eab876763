"""A TCP proxy on loopback before an IMAP server, that can cut a connection half-way through a body."""

import re
import socket
import threading

LITERAL = re.compile(rb"\{(\d+)\}\r\n")  # RFC 9051, 4.3: so many bytes follow


class BodyCutter:
    """Passes on to ``port``. After ``arm(size)`` the next literal of at least ``size`` bytes ends at its half, by a reset."""

    def __init__(self, port):
        self._target = port
        self._armed = None
        self.has_cut = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, size):
        self.has_cut.clear()
        self._armed = size

    def close(self):
        self._server.close()

    def _accept(self):
        while True:
            try:
                client, _address = self._server.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source, target, may_cut):
        left = None  # bytes until the cut
        try:
            while data := source.recv(65536):
                found = LITERAL.search(data) if may_cut and left is None and self._armed else None
                if found and int(found[1]) >= self._armed:
                    left, self._armed = found.end() + int(found[1]) // 2, None
                target.sendall(data if left is None else data[:left])
                if left is not None and (left := left - len(data)) <= 0:
                    self.has_cut.set()
                    break
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
