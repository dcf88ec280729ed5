# The server in a small image of its own. Build: docker build -t pictbook .
FROM debian:12-slim AS build
WORKDIR /source
COPY tools tools
RUN tools/install build
COPY . .
# docker build --build-arg PICTBOOK_COMMIT=$(git rev-parse --short=12 HEAD)
ARG PICTBOOK_COMMIT=unknown
RUN cmake --preset release -DPICTBOOK_TESTS=OFF && cmake --build build --target pictbook && strip build/pictbook

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates curl libarchive13 libboost-container1.81.0 libboost-json1.81.0 libboost-url1.81.0 libcbor0.8 libcurl4 libfmt9 \
        libpq5 libseccomp2 libspdlog1.10 libsqlite3-0 libssl3 libstdc++6 liburing2 libutf8proc2 libvips42 zlib1g && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --home-dir /data --shell /usr/sbin/nologin pictbook && install -d -o pictbook -m 700 /data
COPY --from=build /source/build/pictbook /usr/local/bin/pictbook
USER pictbook
WORKDIR /data
ENV PICTBOOK_DATA=/data
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD curl -fsS http://127.0.0.1:4000/health/live
STOPSIGNAL SIGTERM
ENTRYPOINT ["pictbook"]
CMD ["serve"]
