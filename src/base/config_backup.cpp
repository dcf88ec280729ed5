#include "base/config_backup.hpp"

#include <charconv>

#include "base/config_kept.hpp"

namespace pictbook {

namespace {

constexpr std::string_view kBucket = "s3:";
constexpr std::size_t kMostPrefixBytes = 200;
constexpr std::size_t kMostKept = 1000;

/// Segments of letters, digits, - and _ between slashes.
bool is_prefix(std::string_view text) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/";
    return !text.empty() && text.size() <= kMostPrefixBytes && text.find_first_not_of(kLetters) == text.npos &&
           !text.starts_with('/') && !text.ends_with('/') && text.find("//") == text.npos;
}

void read_target(const std::string& to, const Config& config, BackupSettings& backup) {
    if (!to.starts_with(kBucket)) {
        backup.folder = to;
        return;
    }
    backup.prefix = to.substr(kBucket.size());
    if (!is_prefix(backup.prefix))
        throw BadConfig("BACKUP_TO must be a folder, or s3: and a prefix of letters, digits, -, _ and /");
    if (!config.s3) throw BadConfig("S3_ENDPOINT must be set when BACKUP_TO names a prefix in its bucket");
    // What is in such a bucket everybody may read who knows its name.
    if (config.image_delivery == ImageDelivery::bucket)
        throw BadConfig("BACKUP_TO must be a folder when IMAGE_DELIVERY is public");
}

}  // namespace

BackupSettings read_backup_settings(const Environment& environment, const Config& config) {
    BackupSettings backup;
    backup.kept_settings = kept_settings(environment);
    const std::string cron = environment("BACKUP_CRON").value_or(""), to = environment("BACKUP_TO").value_or("");
    if (cron.empty() != to.empty()) throw BadConfig("BACKUP_CRON and BACKUP_TO must be set together");
    if (!cron.empty()) {
        backup.schedule = Cron::parse(cron);
        if (!backup.schedule) throw BadConfig("BACKUP_CRON must be five fields such as `0 3 * * *` (UTC)");
        read_target(to, config, backup);
    }
    if (const std::optional<std::string> text = environment("BACKUP_KEEP")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), backup.keep);
        if (error != std::errc() || end != text->data() + text->size() || backup.keep < 1 || backup.keep > kMostKept)
            throw BadConfig("BACKUP_KEEP must be a number from 1 to " + std::to_string(kMostKept));
    }
    return backup;
}

}  // namespace pictbook
