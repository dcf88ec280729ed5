// The disk as a driver of the blob contract.
#include "blob/disk.hpp"
#include "contract/blobs_suite.hpp"

namespace pictbook::blob {

namespace {

std::unique_ptr<Blobs> open_folder(boost::asio::io_context&, const std::filesystem::path& scratch) {
    return open_disk(scratch);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Disk, BlobsContract, testing::Values(BlobsDriver{"disk", open_folder}), name_of_driver);

}  // namespace pictbook::blob
