# The service on a JRE. First ./qwen4j --version, or mvn package, which make src/target/quarkus-app. Then
#
#   docker build -t qwen4j .
#   docker run -p 127.0.0.1:8080:8080 -v qwen4j:/data -v $PWD/keys:/keys:ro -e QWEN4J_API_KEYS=/keys qwen4j
#
# A checkpoint: -v /models/Qwen3-4B:/model:ro -e QWEN4J_MODEL_PATH=/model
FROM eclipse-temurin:25-jre
RUN useradd --uid 1001 --create-home qwen4j && mkdir /data && chown qwen4j /data
USER 1001
ENV QUARKUS_HTTP_HOST=0.0.0.0 \
    QWEN4J_STORE=jdbc:sqlite:/data/store.db \
    QWEN4J_INTERPRETER_FOLDER=/data/sessions
COPY --chown=1001 src/target/quarkus-app /app
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["java", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", \
    "-Dai.djl.offline=true", "-Djava.awt.headless=true", "-jar", "/app/quarkus-run.jar", "serve"]
