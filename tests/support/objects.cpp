#include "support/objects.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

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
    boost::asio::io_context loop(1);
    std::exception_ptr failure;
    std::vector<std::string> keys;
    auto keep = [&](std::exception_ptr thrown, const std::vector<blob::Listed>& list) {
        failure = thrown;
        for (const blob::Listed& each : list) keys.push_back(each.key);
    };
    boost::asio::co_spawn(loop, blobs->list(book + "/", "", blob::Blobs::kMostListed), keep);
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return keys;
}

}  // namespace pictbook::test
