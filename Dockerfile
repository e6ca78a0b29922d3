# Builds Aisle and keeps only what it takes to run it. Used by docker-compose.yml.
FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# The cache is made below, since it is good for one JVM only
RUN mvn -B -ntp -q package -DskipTests -Daisle.start-cache=leave

FROM eclipse-temurin:25-jre
RUN groupadd --system aisle && useradd --system --gid aisle --home-dir /aisle --create-home aisle
WORKDIR /aisle
COPY --from=build /src/application/target/aisle/ ./
USER aisle
RUN java -cp aisle.jar dev.aisle.distribution.StartCache .
EXPOSE 8080 8081
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
ENTRYPOINT ["/aisle/aisle"]
