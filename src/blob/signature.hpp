// AWS Signature Version 4 as S3 takes it: pure functions of a request, the credentials and the time.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace pictbook::blob {

struct Credentials {
    std::string region, access_key_id, secret_access_key;
};

/// Names and values as they mean, not encoded; in any order.
using Fields = std::vector<std::pair<std::string, std::string>>;

struct SignableRequest {
    std::string method;
    std::string path;  // as it is sent: encode_path
    Fields query;
    Fields headers;  // those that are signed, `host` among them; names in lower case
};

/// Instead of a hash of the body. A photo would have to be read twice for one, and it would not make plain http safe:
/// whoever can change what is sent to the store can change what comes from it, which is not signed at all.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// Everything but unreserved characters and slashes is percent-encoded.
std::string encode_path(std::string_view path);
/// `a=1&b=` in the order that is signed.
std::string encode_query(const Fields& query);
/// `20130524T000000Z`
std::string to_amz_date(Time time);

std::string canonical_request(const SignableRequest& request, std::string_view payload_hash);
/// The value of the Authorization header. The signed headers hold `x-amz-date` and `x-amz-content-sha256`.
std::string authorization(const SignableRequest& request, std::string_view payload_hash, const Credentials& credentials,
                          Time time);
/// The query, signature included, that allows the request to whoever has it for `valid` (at most seven days).
std::string presigned_query(SignableRequest request, const Credentials& credentials, Time time, Seconds valid);

}  // namespace pictbook::blob
