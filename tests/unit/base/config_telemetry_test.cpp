// The settings of traces and of Sentry: docs/spec/watch.md.
#include "base/config_telemetry.hpp"

#include <gmock/gmock.h>

#include "base/config.hpp"

namespace pictbook {
namespace {

TelemetrySettings read_telemetry(std::map<std::string, std::string> values) {
    return read_telemetry_settings(Environment(std::move(values)));
}

TEST(TelemetrySettings, AreNoneWhereNothingIsSet) {  // WATCH-10
    EXPECT_FALSE(read_telemetry({{"OTEL_SERVICE_NAME", "books"}}).traces);
    EXPECT_FALSE(read_telemetry({}).sentry);
}

TEST(TelemetrySettings, OfTracesAreNamedAsOpenTelemetryNamesThem) {  // WATCH-13
    const TraceSettings usual = *read_telemetry({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"}}).traces;
    EXPECT_EQ(usual.url, "http://collector:4318/v1/traces");
    EXPECT_EQ(usual.service_name, "pictbook");
    EXPECT_EQ(usual.sampling.ratio, 1);
    EXPECT_TRUE(usual.sampling.follows_parent);
    EXPECT_EQ(usual.timeout, Seconds(10));
    const TraceSettings set =
        *read_telemetry({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://otlp.example/base/"},
                         {"OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20abc%3D, x-team = books"},
                         {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
                         {"OTEL_SERVICE_NAME", "books"},
                         {"OTEL_TRACES_SAMPLER", "traceidratio"},
                         {"OTEL_TRACES_SAMPLER_ARG", "0.25"},
                         {"OTEL_EXPORTER_OTLP_TIMEOUT", "500"},
                         {"OTEL_BSP_SCHEDULE_DELAY", "50"}})
             .traces;
    EXPECT_EQ(set.url, "https://otlp.example/base/v1/traces");
    EXPECT_THAT(set.headers, testing::ElementsAre("Authorization: Basic abc=", "x-team: books"));
    EXPECT_EQ(set.service_name, "books");
    EXPECT_EQ(set.sampling.ratio, 0.25);
    EXPECT_FALSE(set.sampling.follows_parent);
    EXPECT_EQ(set.timeout, Milliseconds(500));
    EXPECT_EQ(set.delay, Milliseconds(50));
}

TEST(TelemetrySettings, NameEverySampler) {  // WATCH-13
    const auto sampling = [](const char* name) {
        const trace::Sampling it = read_telemetry({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                                                   {"OTEL_TRACES_SAMPLER", name},
                                                   {"OTEL_TRACES_SAMPLER_ARG", "0.5"}})
                                       .traces->sampling;
        return std::pair(it.ratio, it.follows_parent);
    };
    EXPECT_EQ(sampling("always_on"), std::pair(1.0, false));
    EXPECT_EQ(sampling("always_off"), std::pair(0.0, false));
    EXPECT_EQ(sampling("traceidratio"), std::pair(0.5, false));
    EXPECT_EQ(sampling("parentbased_always_on"), std::pair(1.0, true));
    EXPECT_EQ(sampling("parentbased_always_off"), std::pair(0.0, true));
    EXPECT_EQ(sampling("parentbased_traceidratio"), std::pair(0.5, true));
}

TEST(TelemetrySettings, OfSentryAreTheDsns) {  // WATCH-13
    const SentrySettings plain = *read_telemetry({{"SENTRY_DSN", "https://abc123@o1.ingest.sentry.io/42"}}).sentry;
    EXPECT_EQ(plain.url, "https://o1.ingest.sentry.io/api/42/envelope/");
    EXPECT_EQ(plain.key, "abc123");
    const SentrySettings old =
        *read_telemetry({{"SENTRY_DSN", "http://abc:former-secret@errors.example:9000/deep/path/7"}}).sentry;
    EXPECT_EQ(old.url, "http://errors.example:9000/deep/path/api/7/envelope/");
    EXPECT_EQ(old.key, "abc");
}

TEST(TelemetrySettings, ThatAreMalformedAreRefusedByNameAndNotRepeated) {  // WATCH-13
    const std::pair<const char*, std::vector<std::string>> rows[] = {
        {"OTEL_EXPORTER_OTLP_ENDPOINT",
         {"collector:4318", "ftp://secret", "http://user:secret@c", "http://c?secret", "http://"}},
        {"OTEL_EXPORTER_OTLP_HEADERS", {"secret", "=secret", "a b=secret", "a=%0d%0asecret", "a=%secret"}},
        {"OTEL_EXPORTER_OTLP_PROTOCOL", {"grpc", "http/protobuf"}},
        {"OTEL_TRACES_SAMPLER", {"secret", "parentbased_", "jaeger_remote"}},
        {"OTEL_TRACES_SAMPLER_ARG", {"secret", "1.5", "-0.1", "nan", "1x"}},
        {"OTEL_EXPORTER_OTLP_TIMEOUT", {"0", "secret", "10s"}},
        {"OTEL_BSP_SCHEDULE_DELAY", {"0", "600001"}},
        {"SENTRY_DSN",
         {"secret", "https://sentry.example/42", "https://secret@sentry.example", "https://secret@sentry.example/",
          "ftp://secret@sentry.example/42", "https://secret@sentry.example/4%0a2",
          "https://secret@sentry.example/42?a"}},
    };
    for (const auto& [name, values] : rows)
        for (const std::string& value : values) {
            std::map<std::string, std::string> settings{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"}};
            settings[name] = value;
            try {
                read_telemetry(settings);
                ADD_FAILURE() << name << " took " << value;
            } catch (const BadConfig& refused) {
                EXPECT_THAT(refused.what(), testing::StartsWith(std::string(name) + " must be "));
                EXPECT_THAT(refused.what(), testing::Not(testing::HasSubstr("secret")));
            }
        }
}

}  // namespace
}  // namespace pictbook
