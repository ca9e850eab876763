"""What a server's answers mean: later, never, or down."""

import socket
import ssl
import threading

import pytest

from channels_inbox.adapters.base import PermanentFailure, Receipt, TemporaryFailure
from channels_inbox.adapters.email import build, smtp
from tests.channels_inbox.outbounds import outbound
from tests.fixtures.certificates import make_certificate
from tests.fixtures.smtp_servers import Provider


def send(server, **changes):
    mail = outbound(**changes)
    return smtp.send(server, build.message(mail), mail)


def own(host, port, security="none", **more):
    """A server that an admin named, not the operator."""
    return smtp.Server(host, port, security, **more)


def at(provider):
    return smtp.from_url(provider.url)


def failure(kind, call, *args, **kwargs):
    with pytest.raises(kind) as raised:
        call(*args, **kwargs)
    return raised.value


TWO = (("Rosa", "rosa@example.com"), ("Sam", "sam@example.com"))


def test_a_mail_goes_to_all_recipients_and_bcc_is_not_told(provider):
    receipt = send(at(provider), to=TWO[:1], cc=TWO[1:], bcc=(("", "boss@acme.example"),))

    assert receipt == Receipt("1@acme.example")
    (envelope,) = provider.mails
    assert envelope.mail_from == "help@acme.example"
    assert envelope.rcpt_tos == ["rosa@example.com", "sam@example.com", "boss@acme.example"]
    assert b"boss" not in envelope.content


def test_automatic_mail_leaves_under_the_null_sender(provider):
    send(at(provider), envelope_from="")
    assert provider.mails[0].mail_from == "<>"


def test_lines_that_begin_with_a_dot_arrive(provider):
    send(at(provider), text=".\n..\nend\n")
    assert provider.mails[0].content.endswith(b"\r\n.\r\n..\r\nend\r\n")


@pytest.mark.parametrize("step", ["MAIL", "DATA", "rosa@example.com"])
def test_5xx_is_for_good_with_the_servers_words(provider, step):
    provider.answers[step] = "550 5.7.1 We do not like you"
    words = failure(PermanentFailure, send, at(provider)).words
    assert "550 5.7.1 We do not like you" in words


@pytest.mark.parametrize("step", ["MAIL", "DATA", "rosa@example.com"])
def test_4xx_is_for_later_and_the_server_is_not_down(provider, step):
    provider.answers[step] = "450 4.2.0 Greylisted"
    later = failure(TemporaryFailure, send, at(provider))
    assert "450 4.2.0 Greylisted" in later.words
    assert later.destination_down is False


@pytest.mark.parametrize("step", ["MAIL", "DATA", "rosa@example.com"])
def test_421_means_that_the_server_is_down(provider, step):
    provider.answers[step] = "421 4.3.2 Closing"
    assert failure(TemporaryFailure, send, at(provider)).destination_down is True


def test_a_refused_recipient_is_named_and_the_others_get_the_mail(provider):
    provider.answers["sam@example.com"] = "550 5.1.1 No such user"
    receipt = send(at(provider), to=TWO)
    assert receipt.refused == (("sam@example.com", "550 5.1.1 No such user"),)
    assert provider.mails[0].rcpt_tos == ["rosa@example.com"]


def test_when_one_recipient_is_put_off_nobody_gets_it_yet(provider):
    provider.answers["sam@example.com"] = "450 4.2.0 Greylisted"
    assert failure(TemporaryFailure, send, at(provider), to=TWO).words == "sam@example.com: 450 4.2.0 Greylisted"
    assert provider.mails == []


def test_but_not_for_ever(provider):
    provider.answers["sam@example.com"] = "450 4.2.0 Greylisted"
    receipt = send(at(provider), to=TWO, partial_ok=True)
    assert receipt.refused == (("sam@example.com", "450 4.2.0 Greylisted"),)
    assert provider.mails[0].rcpt_tos == ["rosa@example.com"]


def test_a_closed_port_is_a_server_that_is_down():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    down = failure(TemporaryFailure, send, smtp.from_url(f"smtp://127.0.0.1:{port}"))
    assert down.destination_down is True
    assert "refuses connections" in down.words


def test_a_server_that_greets_with_554_is_down_and_its_words_are_kept():
    with _Talking(b"554 5.3.2 Not today\r\n") as server:
        down = failure(TemporaryFailure, send, smtp.from_url(server.url))
    assert (down.destination_down, down.words) == (True, "554 5.3.2 Not today")


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.3)
    with _Talking(b"") as server:
        down = failure(TemporaryFailure, send, smtp.from_url(server.url))
    assert down.destination_down is True


def test_a_server_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(smtp, "SEND_SECONDS", 0.5)
    with _Talking(b"220-", drip=b"x") as server:
        assert failure(TemporaryFailure, send, smtp.from_url(server.url)).destination_down is True


def test_no_server_at_all_is_said(settings):
    settings.SMTP_URL = ""
    down = failure(TemporaryFailure, smtp.server_for, None)
    assert "No mail server is set up" in down.words


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "::1", "::ffff:127.0.0.1"])
def test_a_server_in_our_own_network_is_not_connected_to(provider, settings, host):
    settings.PRIVATE_MAIL_HOSTS = []
    down = failure(TemporaryFailure, send, own(host, provider.port))
    assert "private network" in down.words
    assert provider.mails == []


def test_unless_the_operator_allows_it(provider, settings):
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8"]
    send(own("127.0.0.1", provider.port))
    assert len(provider.mails) == 1


def test_starttls_is_asked_for_when_the_channel_wants_it(provider, settings):
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8"]
    down = failure(TemporaryFailure, send, own("127.0.0.1", provider.port, "starttls"))
    assert (down.destination_down, "STARTTLS" in down.words) == (True, True)
    assert provider.mails == []


@pytest.fixture
def secure_provider(tmp_path):
    """A server with STARTTLS under a certificate for localhost, and the file that vouches for it."""
    certificate, key = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    provider = Provider(tls=context)
    provider.start()
    yield provider, certificate
    provider.stop()


def test_starttls_with_a_certificate_that_is_vouched_for(secure_provider, settings, monkeypatch):
    provider, certificate = secure_provider
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8", "::1/128"]
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    send(own("localhost", provider.port, "starttls"))
    assert len(provider.mails) == 1


def test_starttls_with_a_certificate_that_nobody_vouches_for(secure_provider, settings):
    provider, _certificate = secure_provider
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8", "::1/128"]
    down = failure(TemporaryFailure, send, own("localhost", provider.port, "starttls"))
    assert (down.destination_down, "certificate" in down.words) == (True, True)
    assert provider.mails == []


def test_a_wrong_password_is_said_and_holds_the_others(secure_provider, settings, monkeypatch):
    provider, certificate = secure_provider
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8", "::1/128"]
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    down = failure(TemporaryFailure, send, own("localhost", provider.port, "starttls", user="help", password="wrong"))
    assert down.destination_down is True
    assert "user name or password" in down.words


class _Talking:
    """A server that says ``words`` to whoever comes, then ``drip`` over and over."""

    def __init__(self, words, drip=b""):
        self._words, self._drip = words, drip
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self.url = f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._talk, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._over.set()
        self._socket.close()

    def _talk(self):
        with self._socket.accept()[0] as client:
            try:
                client.sendall(self._words)
                while not self._over.wait(0.05):
                    client.sendall(self._drip)
            except OSError:
                pass
