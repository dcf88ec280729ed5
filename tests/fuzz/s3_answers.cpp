// What a bucket answers: any text is read without harm, and a listing of any keys gives just these.
#include "blob/s3_answers.hpp"

#include "base/bytes.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"

namespace {

using namespace pictbook::blob;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else
            out.push_back(c);
    }
    return out;
}

std::string fault_of_listing(std::string_view text) {
    for (const Listed& each : read_listing(text).objects)
        if (each.key.empty()) return "an object without a key";
    return "";
}

/// Of keys as the input's lines, in a listing as S3 writes it.
std::string fault_of_keys(std::string_view text) {
    std::string xml = "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated>";
    std::vector<std::string> keys;
    while (!text.empty() && keys.size() < 20) {
        const std::string_view key = pictbook::fuzz::take_line(text);
        if (key.empty() || key.find('\0') != key.npos || pictbook::trim(key) != key) continue;
        keys.emplace_back(key);
        xml += "<Contents><Key>" + escaped(key) +
               "</Key><LastModified>2025-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents>";
    }
    const ListingPage page = read_listing(xml + "</ListBucketResult>");
    if (!page.is_listing || page.objects.size() != keys.size()) return "another number of objects";
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (page.objects[i].key != keys[i]) return "another key: " + page.objects[i].key + ", not " + keys[i];
    return "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = pictbook::fuzz::text_of(data, size);
    read_error_code(text);
    pictbook::fuzz::expect_none(fault_of_listing(text));
    pictbook::fuzz::expect_none(fault_of_keys(text));
    return 0;
}
