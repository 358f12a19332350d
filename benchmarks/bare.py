"""The baseline, a process of its own: a bare Bolt app that acknowledges a static text.

With ``--parts`` it also brings SQLAlchemy and APScheduler, as the bot has them, idle. Run by its path; it imports
nothing of ours. Takes the same settings from the environment.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

THREADS = 32
ANY = re.compile(".*")


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    url = os.environ["SLACK_API_URL"]
    app = App(
        client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=url),
        listener_executor=ThreadPoolExecutor(THREADS),
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )

    @app.command(ANY)
    def on_command(ack: Any) -> None:
        ack("Er staat niets open.")

    @app.view(ANY)
    def on_submission(ack: Any) -> None:
        ack()

    handler = SocketModeHandler(
        app,
        app_token=os.environ["SLACK_APP_TOKEN"],
        web_client=WebClient(base_url=url),
        ping_interval=2,
        concurrency=THREADS,
    )
    if "--parts" in sys.argv:
        parts()
    handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt ships this one unannotated
    stop.wait()
    os._exit(0)


def parts() -> None:
    """An engine over the database with one row read, and a scheduler with one tick a second."""
    from apscheduler.schedulers.background import BackgroundScheduler
    from sqlalchemy import create_engine, text
    from sqlalchemy.orm import DeclarativeBase

    class Base(DeclarativeBase):
        pass

    with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
        connection.execute(text("SELECT version_num FROM alembic_version")).one()
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(int, "interval", seconds=1)
    scheduler.start()


if __name__ == "__main__":
    main()
