#include "support/objects.hpp"

#include <algorithm>
#include <fstream>

#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "blob/disk.hpp"
#include "blob/s3.hpp"

namespace pictbook::test {

namespace {

std::unique_ptr<blob::Blobs> open_objects(const TestServer& server) {
    if (server.setting("S3_ENDPOINT").empty())
        return blob::open_disk(std::filesystem::path(server.setting("PICTBOOK_DATA")) / "blobs");
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
    for (const blob::Listed& each : wait_for(blobs->list(book.empty() ? "" : book + "/", "", blob::Blobs::kMostListed)))
        keys.push_back(each.key);
    return keys;
}

void put_object(const TestServer& server, const std::string& key, const std::string& bytes) {
    const std::filesystem::path file = server.folder() / (make_lower_token(12) + ".object");
    std::ofstream(file, std::ios::binary) << bytes;
    wait_for(open_objects(server)->put(key, file, "image/png"));
    std::filesystem::remove(file);
}

void remove_object(const TestServer& server, const std::string& key) { wait_for(open_objects(server)->remove(key)); }

bool has_object(const TestServer& server, const std::string& key) {
    const std::vector<std::string> keys = objects_of(server, key.substr(0, key.find('/')));
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace pictbook::test
