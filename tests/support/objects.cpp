#include "support/objects.hpp"

#include "base/waiting.hpp"
#include "blob/disk.hpp"
#include "blob/s3.hpp"

namespace pictbook::test {

namespace {

std::unique_ptr<blob::Blobs> open_objects(const TestServer& server) {
    if (server.setting("S3_ENDPOINT").empty()) return blob::open_disk(server.folder() / "data" / "blobs");
    blob::S3Options options;
    options.endpoint = server.setting("S3_ENDPOINT");
    options.bucket = server.setting("S3_BUCKET_NAME");
    options.access_key_id = server.setting("S3_ACCESS_KEY_ID");
    options.secret_access_key = server.setting("S3_SECRET_ACCESS_KEY");
    return blob::open_s3(std::move(options));
}

}  // namespace

std::vector<std::string> objects_of(const TestServer& server, const std::string& book) {
    const std::unique_ptr<blob::Blobs> blobs = open_objects(server);
    std::vector<std::string> keys;
    for (const blob::Listed& each : wait_for(blobs->list(book + "/", "", blob::Blobs::kMostListed)))
        keys.push_back(each.key);
    return keys;
}

}  // namespace pictbook::test
