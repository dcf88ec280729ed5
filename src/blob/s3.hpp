// Blobs as objects of an S3 bucket.
#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "blob/blobs.hpp"

namespace pictbook::blob {

struct S3Options {
    std::string endpoint;  // http(s)://host[:port][/path]
    std::string region;
    std::string bucket;
    std::string access_key_id, secret_access_key;
    bool path_style = true;  // else the bucket is part of the host's name

    // Bounds; tests make them small.
    std::size_t most_running = 64;
    std::size_t most_waiting = 20'000;  // as of the disk: who waits may be in the middle of an answer (DB-49)
    Milliseconds connect_deadline{3'000};
    Milliseconds progress_deadline{15'000};
    Milliseconds parked{5'000};  // a reader that nobody reads gives its connection back
};

/// Does not ask the server anything yet: check() does. One thread of its own carries all requests; when most_waiting of
/// them wait for it, further ones are Unavailable. Readers may outlive it, its own calls may not.
std::unique_ptr<Blobs> open_s3(S3Options options);

}  // namespace pictbook::blob
