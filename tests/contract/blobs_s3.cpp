// An S3 bucket as a driver of the blob contract.
#include "blob/s3.hpp"
#include "contract/blobs_suite.hpp"
#include "support/s3.hpp"

namespace pictbook::blob {

namespace {

std::unique_ptr<Blobs> open_bucket(boost::asio::io_context&, const std::filesystem::path&) {
    return open_s3(test::shared_s3().options());
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(S3, BlobsContract, testing::Values(BlobsDriver{"s3", open_bucket}), name_of_driver);

}  // namespace pictbook::blob
