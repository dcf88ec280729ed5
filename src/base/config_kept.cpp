#include "base/config_kept.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace pictbook {

namespace {

constexpr std::array<std::string_view, 11> kSecret{"DATABASE_URL",
                                                   "REDIS_URL",
                                                   "S3_ACCESS_KEY_ID",
                                                   "S3_SECRET_ACCESS_KEY",
                                                   "BETTER_AUTH_SECRET",
                                                   "BETTER_AUTH_SECRET_PREVIOUS",
                                                   "GOOGLE_CLIENT_SECRET",
                                                   "SMTP_URL",
                                                   "METRICS_TOKEN",
                                                   "SENTRY_DSN",
                                                   "OTEL_EXPORTER_OTLP_HEADERS"};

constexpr std::array<std::string_view, 55> kKept{"PORT",
                                                 "HOST",
                                                 "WORKERS",
                                                 "PICTBOOK_DATA",
                                                 "REDIS_TLS_CA",
                                                 "S3_ENDPOINT",
                                                 "S3_BUCKET_NAME",
                                                 "S3_REGION",
                                                 "S3_ACCESS_STYLE",
                                                 "IMAGE_DELIVERY",
                                                 "FRONTEND_URL",
                                                 "PUBLIC_URL",
                                                 "BETTER_AUTH_URL",
                                                 "BETTER_AUTH_SECRET_PREVIOUS_UNTIL",
                                                 "PASSKEY_RP_ID",
                                                 "GOOGLE_CLIENT_ID",
                                                 "GOOGLE_ISSUER",
                                                 "PICTSHARE_BOOK_ENV",
                                                 "COOKIE_DOMAIN",
                                                 "DEFAULT_VISIBILITY",
                                                 "MAIL_FROM",
                                                 "SMTP_TLS_CA",
                                                 "MAIL_TO_LOG",
                                                 "TRUSTED_PROXIES",
                                                 "RATE_LIMIT",
                                                 "LIMIT_SIGN_IN",
                                                 "LIMIT_MAIL",
                                                 "LIMIT_AUTH",
                                                 "LIMIT_TRIES",
                                                 "LIMIT_REQUESTS",
                                                 "LIMIT_CANVAS",
                                                 "LIMIT_WRITES",
                                                 "LIMIT_UPLOADS",
                                                 "MAX_CONNECTIONS",
                                                 "WS_MAX_MESSAGE",
                                                 "WS_OUTBOX",
                                                 "WS_QUEUED",
                                                 "WS_MAX_IN_BOOK",
                                                 "WS_IDLE",
                                                 "WS_STATE_HASH",
                                                 "JOURNAL_DAYS",
                                                 "JOURNAL_ENTRIES",
                                                 "IO_URING",
                                                 "LOG_LEVEL",
                                                 "LOG_FORMAT",
                                                 "BACKUP_CRON",
                                                 "BACKUP_TO",
                                                 "BACKUP_KEEP",
                                                 "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                 "OTEL_EXPORTER_OTLP_PROTOCOL",
                                                 "OTEL_EXPORTER_OTLP_TIMEOUT",
                                                 "OTEL_BSP_SCHEDULE_DELAY",
                                                 "OTEL_SERVICE_NAME",
                                                 "OTEL_TRACES_SAMPLER",
                                                 "OTEL_TRACES_SAMPLER_ARG"};

bool is_of_provider(const std::string& name, std::string_view end) {
    return name.starts_with("OIDC_") && name.ends_with(end) && name.size() > end.size() + 5;
}

}  // namespace

Keeping keeping_of(const std::string& name) {
    const auto is_in = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
    if (is_in(kSecret) || is_of_provider(name, "_CLIENT_SECRET")) return Keeping::secret;
    if (is_in(kKept) || is_of_provider(name, "_ISSUER") || is_of_provider(name, "_CLIENT_ID")) return Keeping::kept;
    return Keeping::unknown;
}

std::string kept_settings(const Environment& environment) {
    std::string text = "# The settings of the server that was backed up, without secrets.\n";
    for (const std::string& name : environment.names()) {
        const Keeping keeping = keeping_of(name);
        const std::string value = environment(name).value_or("");
        if (keeping == Keeping::unknown) continue;
        if (keeping == Keeping::secret || value.find('\n') != value.npos)
            text += "# " + name + " was set.\n";
        else
            text.append(name).append("=").append(value).append("\n");
    }
    return text;
}

}  // namespace pictbook
