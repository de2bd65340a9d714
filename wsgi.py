"""The WSGI entry point: gunicorn wsgi:app."""

from marketplace.core import collector

with collector.starting():  # a fifth of the start, otherwise
    from marketplace.app import create_app
    from marketplace.core import logs
    from marketplace.settings import Settings, SettingsError

    try:
        settings = Settings.from_environment()
        logs.configure(settings.log_level)
        app = create_app(settings)
    except SettingsError as error:
        raise SystemExit(f"Cannot start: {error}") from None
