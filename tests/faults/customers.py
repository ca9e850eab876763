"""The load: mails at a steady pace over a bounded number of connections, each offered until it gets 250."""

import queue
import smtplib
import threading
import time

CONNECTIONS = 10
AGAIN_SECONDS = 0.5  # a real server would wait for minutes; the point is that it comes again
STEP_SECONDS = 40  # for one answer: longer than the listener waits for its database
SMTP_FAILURES = (smtplib.SMTPException, OSError)


class Load(threading.Thread):
    """Takes ``rate`` mails a second from ``letters`` for ``seconds`` and gives each to ``post(offer)``."""

    def __init__(self, letters, post, *, rate, seconds):
        super().__init__(name="load", daemon=True)
        self._letters, self._post = letters, post
        self._rate, self._seconds = rate, seconds
        self.behind = 0.0  # seconds that the pace was missed by, at worst

    def run(self):
        began = time.monotonic()
        for number in range(round(self._rate * self._seconds)):
            wait = began + number / self._rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self.behind = max(self.behind, -wait)
            self._post(self._letters.next())


class BySmtp:
    """``post(offer)``: to be delivered to ``port``. Threads with a connection each; what fails goes to the end of the queue."""

    def __init__(self, port, ledger, *, connections=CONNECTIONS):
        self._port, self._ledger = port, ledger
        self._queue = queue.Queue()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._run, name="customer", daemon=True) for _ in range(connections)]
        for thread in self._threads:
            thread.start()

    def post(self, offer):
        self._ledger.offer(offer)
        for _copy in range(offer.copies):
            self._queue.put(offer)

    def stop(self):
        self._stopped.set()
        for thread in self._threads:
            thread.join(STEP_SECONDS + 5)

    def _run(self):
        connection = None
        while not self._stopped.is_set():
            try:
                offer = self._queue.get(timeout=0.2)
            except queue.Empty:
                continue
            try:
                connection = connection or self._connect()
                if offer.together:
                    _meet(offer.together)
                connection.sendmail(offer.sender, [offer.to], offer.raw)
            except SMTP_FAILURES as error:
                self._ledger.refused(_words(error))
                if connection:
                    connection.close()
                connection = None
                self._stopped.wait(AGAIN_SECONDS)
                self._queue.put(offer)
            else:
                self._ledger.took(offer)
        if connection:
            connection.close()

    def _connect(self):
        return smtplib.SMTP("127.0.0.1", self._port, local_hostname="customers.example", timeout=STEP_SECONDS)


class ByMailbox:
    """``post(offer)``: into the mailbox at once. What a mail server has taken for us is as good as our own 250."""

    def __init__(self, dovecot, ledger):
        self._dovecot, self._ledger = dovecot, ledger

    def post(self, offer):
        self._ledger.offer(offer)
        self._dovecot.put(offer.raw)
        self._ledger.took(offer)

    def stop(self):
        """Nothing is kept here."""


def _meet(barrier):
    try:
        barrier.wait(2)
    except threading.BrokenBarrierError:  # a copy that was put off: the others have gone already
        pass


def _words(error):
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return str(next(iter(error.recipients.values()))[0])
    return str(getattr(error, "smtp_code", type(error).__name__))
