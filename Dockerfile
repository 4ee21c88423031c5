# Two stages: the first installs the locked dependencies, the second has only them, bot/ and cogs/.
FROM python:3.13-slim AS build
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes \
        --requirement requirements.lock

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 atelier \
    && mkdir /data \
    && chown atelier /data
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY cogs cogs
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    METRICS_PORT=9464
USER atelier
VOLUME /data
EXPOSE 9464
# SIGTERM waits up to STOP_GRACE seconds for answers that a restart would lose: `docker stop --time 310`.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
