# syntax=docker/dockerfile:1
# One image for web, worker, beat, mail listener and migrate; docker-compose.yml says which command each runs.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/tugi
ENV PATH=/opt/tugi/bin:$PATH
WORKDIR /app

# The lock names every package with its hash, so pip has no dependencies to look for.
COPY requirements.txt ./
RUN pip install --no-deps --require-hashes --only-binary :all: -r requirements.txt

COPY . ./
# The font and the hashed, compressed static files. Nothing is asked and nothing is kept of these stand-in secrets.
RUN VAR_DIR=/tmp/build STATIC_ROOT=/app/staticfiles SECRET_KEY=unused FIELD_KEY=unused \
    DATABASE_URL=postgres:///unused REDIS_URL=redis://unused \
    sh -c 'python -m helpdesk.run.font "$VAR_DIR/static/fonts" && python manage.py collectstatic --no-input'
# What only `make run` and the build need stays out of the image (the file says why).
RUN pip uninstall --yes --quiet -r deploy/not-in-the-image.txt && pip uninstall --yes --quiet pip \
    && python -m compileall -q /app /opt/tugi/lib


FROM python:3.13-slim-trixie
# Not root. The number is fixed, so that a volume's files fit the next image, too.
RUN useradd --system --uid 10001 --home-dir /var/lib/tugi --create-home --shell /usr/sbin/nologin tugi
COPY --from=build /opt/tugi /opt/tugi
COPY --from=build /app /app
ENV PATH=/opt/tugi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=helpdesk.settings \
    VAR_DIR=/var/lib/tugi \
    STATIC_ROOT=/app/staticfiles
WORKDIR /app
USER 10001:10001
EXPOSE 8000 2525
CMD ["uvicorn", "helpdesk.asgi:application", "--host", "0.0.0.0", "--port", "8000"]
