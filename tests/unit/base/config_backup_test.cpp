// BACKUP_CRON, BACKUP_TO, BACKUP_KEEP, and which settings a backup holds.
#include "base/config_backup.hpp"

#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "base/bytes.hpp"
#include "base/config_kept.hpp"
#include "support/program.hpp"

namespace pictbook {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Settings = std::map<std::string, std::string>;

const Settings kBucket{{"S3_ENDPOINT", "http://localhost:9000"},
                       {"S3_BUCKET_NAME", "photos"},
                       {"S3_ACCESS_KEY_ID", "key"},
                       {"S3_SECRET_ACCESS_KEY", "hunter2"}};

/// What is said instead of taking them.
std::string refusal_of(Settings settings, bool in_bucket = false) {
    if (in_bucket) settings.insert(kBucket.begin(), kBucket.end());
    try {
        read_config(Environment(std::move(settings)));
    } catch (const BadConfig& error) {
        return error.what();
    }
    return "taken";
}

/// The names in the README's table of settings.
std::vector<std::string> documented_settings() {
    std::istringstream readme(test::read_source("README.md"));
    std::vector<std::string> names;
    for (std::string line; std::getline(readme, line);) {
        if (!line.starts_with("| ") || line.find(" |", 2) == line.npos) continue;
        std::istringstream cell(line.substr(2, line.find(" |", 2) - 2));
        for (std::string name; std::getline(cell, name, ',');) {
            name = std::string(trim(name));
            const bool is_setting =
                name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos && name.size() > 3;
            if (is_setting) names.push_back(name);
        }
    }
    return names;
}

TEST(BackupSettings, AreOffUnlessSaid) {  // BACKUP-15
    const BackupSettings none = read_config(Environment({})).backup;
    EXPECT_FALSE(none.schedule);
    EXPECT_EQ(none.keep, 7u);
}

TEST(BackupSettings, NameAFolderOrAPrefix) {  // BACKUP-14, BACKUP-17
    const Settings folder{{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", "/backups"}, {"BACKUP_KEEP", "2"}};
    const BackupSettings there = read_config(Environment(folder)).backup;
    ASSERT_TRUE(there.schedule);
    EXPECT_EQ(there.folder, "/backups");
    EXPECT_EQ(there.keep, 2u);
    Settings prefix{{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", "s3:nightly/books"}};
    prefix.insert(kBucket.begin(), kBucket.end());
    EXPECT_EQ(read_config(Environment(prefix)).backup.prefix, "nightly/books");
}

TEST(BackupSettings, ThatCanNotWorkAreNamed) {  // BACKUP-14
    EXPECT_THAT(refusal_of({{"BACKUP_CRON", "0 3 * * *"}}), StartsWith("BACKUP_CRON and BACKUP_TO must be set"));
    EXPECT_THAT(refusal_of({{"BACKUP_TO", "there"}}), StartsWith("BACKUP_CRON and BACKUP_TO must be set"));
    EXPECT_THAT(refusal_of({{"BACKUP_CRON", "daily"}, {"BACKUP_TO", "there"}}), StartsWith("BACKUP_CRON must be"));
    const Settings bucket{{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", "s3:nightly"}};
    EXPECT_THAT(refusal_of(bucket), StartsWith("S3_ENDPOINT must be set"));
    EXPECT_EQ(refusal_of(bucket, true), "taken");
    Settings open = bucket;
    open["IMAGE_DELIVERY"] = "public";
    EXPECT_THAT(refusal_of(open, true), StartsWith("BACKUP_TO must be a folder"));
    for (const char* prefix : {"s3:", "s3:/a", "s3:a/", "s3:a//b", "s3:../a", "s3:a b"})
        EXPECT_THAT(refusal_of({{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", prefix}}, true),
                    StartsWith("BACKUP_TO must be"));
    for (const char* number : {"0", "1001", "-1", "x", "1.5"})
        EXPECT_THAT(refusal_of({{"BACKUP_KEEP", number}}), StartsWith("BACKUP_KEEP must be a number")) << number;
}

TEST(KeptSettings, AreAllButTheSecretOnes) {  // BACKUP-5
    const std::string text = kept_settings(Environment({{"PORT", "4001"},
                                                        {"DATABASE_URL", "postgresql://a:hunter2@host/x"},
                                                        {"OIDC_DEX_ISSUER", "https://dex.example"},
                                                        {"OIDC_DEX_CLIENT_SECRET", "hunter2"},
                                                        {"HOME", "/hunter2"},
                                                        {"PUBLIC_URL", ""}}));
    EXPECT_THAT(text, HasSubstr("\nPORT=4001\n"));
    EXPECT_THAT(text, HasSubstr("\nOIDC_DEX_ISSUER=https://dex.example\n"));
    EXPECT_THAT(text, HasSubstr("\n# DATABASE_URL was set.\n"));
    EXPECT_THAT(text, HasSubstr("\n# OIDC_DEX_CLIENT_SECRET was set.\n"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
    EXPECT_THAT(text, Not(HasSubstr("PUBLIC_URL")));
}

TEST(KeptSettings, AreSaidOfEachSetting) {  // BACKUP-5
    const std::vector<std::string> names = documented_settings();
    EXPECT_GT(names.size(), 50u);
    for (const std::string& name : names) EXPECT_NE(keeping_of(name), Keeping::unknown) << name;
    for (const std::string& name : names) {
        const bool sounds_secret = name.find("SECRET") != name.npos || name.find("TOKEN") != name.npos ||
                                   name.find("PASSWORD") != name.npos || name.ends_with("DSN");
        if (sounds_secret && name != "BETTER_AUTH_SECRET_PREVIOUS_UNTIL")
            EXPECT_EQ(keeping_of(name), Keeping::secret) << name;
    }
}

}  // namespace
}  // namespace pictbook
