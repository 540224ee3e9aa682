# OnRecord with its language model, as an unprivileged user, its data in a volume:
#   docker build -t onrecord .
#   docker run --rm -p 8000:8000 -v onrecord-data:/data --name onrecord onrecord
#   docker exec onrecord onrecord ingest seeds
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/onrecord
ENV PATH=/opt/onrecord/bin:$PATH
WORKDIR /src
# before the code, so that a change of the code does not install everything again
COPY requirements.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY ontology ontology
COPY service service
RUN pip install --no-build-isolation --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin onrecord \
    && install --directory --owner onrecord --group onrecord /data
COPY --from=build /opt/onrecord /opt/onrecord
WORKDIR /app
COPY seeds seeds
ENV PATH=/opt/onrecord/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ONRECORD_DATA=/data
VOLUME /data
EXPOSE 8000
USER onrecord
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
# writes from outside the container need ONRECORD_TOKEN: only loopback may write without one
CMD ["onrecord", "serve", "--host", "0.0.0.0", "--port", "8000"]
