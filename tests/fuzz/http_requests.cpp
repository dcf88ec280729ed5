// A client's bytes are the same requests however they are cut, read as http/connection.cpp reads them; and a header that is taken
// leaves no doubt about its lines nor about where its body ends (RFC 9112). The first byte of the input says how it is cut.
#include <algorithm>
#include <functional>

#include "base/bytes.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "http/request_parser.hpp"

namespace {

using namespace pictbook::http;
using Fail = RequestParser::Fail;
using Lines = std::vector<std::string>;

constexpr std::uint64_t kMostBody = 1000;

// How a reading ends. A fault in a header or body that is not whole may be seen now or when the rest is there.
constexpr const char* kNoHeader = "no whole header";
constexpr const char* kNoBody = "no whole body";

/// As a connection holds them: what came, and what of it is not used yet.
class Reader {
public:
    Reader(std::string_view bytes, std::function<std::size_t()> piece) : rest_(bytes), piece_(std::move(piece)) {}

    /// A line for each header and body, up to the first that fails or ends the connection.
    Lines read() {
        while (read_request()) {
        }
        return std::move(lines_);
    }

private:
    bool fill() {
        const std::string_view piece = rest_.substr(0, piece_());
        rest_.remove_prefix(piece.size());
        pending_ += piece;
        return !piece.empty();
    }

    /// Moves what the parser uses; `header` gets it.
    void put(RequestParser& parser, std::string* header) {
        const std::size_t used = parser.put(pending_);
        if (used > pending_.size()) pictbook::fuzz::expect_none("it used more than there was");
        if (header) header->append(pending_, 0, used);
        pending_.erase(0, used);
    }

    bool end(std::string line) {
        lines_.push_back(std::move(line));
        return false;
    }

    bool read_request() {
        RequestParser parser;
        std::string header;
        while (!parser.header_done()) {
            if (!pending_.empty()) put(parser, &header);
            if (parser.fail() != Fail::none) return end(kNoHeader);
            if (header.size() + pending_.size() > kMostHeaderBytes + kLongestPiece && !parser.header_done())
                pictbook::fuzz::expect_none("a header without a bound");
            if (!parser.header_done() && !fill()) return end(kNoHeader);
        }
        Request request;
        std::string target;
        const bool keep = parser.keep_alive();
        parser.take_header(request, target);
        pictbook::fuzz::expect_none(fault_of_header(header, request.headers));
        lines_.push_back(header);
        return read_body(parser, request.headers) && keep;
    }

    bool read_body(RequestParser& parser, const Headers& headers) {
        std::string body;
        parser.limit_body(kMostBody);
        while (!parser.done()) {
            if (!pending_.empty() && parser.fail() == Fail::none) put(parser, nullptr);
            body += std::exchange(parser.body(), {});
            if (parser.fail() != Fail::none) return end(kNoBody);
            if (body.size() > kMostBody) pictbook::fuzz::expect_none("a body over its bound");
            if (!parser.done() && !fill()) return end(kNoBody);
        }
        const std::string length = headers.joined("Content-Length");
        if (!headers.has("Transfer-Encoding") && body.size() != (length.empty() ? 0 : std::stoull(length)))
            pictbook::fuzz::expect_none("a body of another length than announced");
        lines_.push_back(body);
        return true;
    }

    /// What RFC 9112 demands of a header, read a second time and plainly.
    static std::string fault_of_header(std::string_view header, const Headers& headers) {
        if (header.size() > kMostHeaderBytes) return "a header over its bound";
        if (!header.ends_with("\r\n\r\n") || header.find('\0') != header.npos) return "no end, or a NUL";
        std::vector<std::pair<std::string, std::string>> list;
        for (bool first = true; header.size() > 2; first = false) {
            const std::size_t end = header.find("\r\n");
            const std::string_view line = header.substr(0, end);
            header.remove_prefix(end + 2);
            if (line.find_first_of("\r\n") != line.npos) return "a bare line end";
            if (first) continue;
            const std::size_t colon = line.find(':');
            if (colon == 0 || colon == line.npos || line.substr(0, colon).find_first_of(" \t") != line.npos)
                return "a field without a name, or a space in it: " + std::string(line);
            list.emplace_back(line.substr(0, colon), pictbook::trim(line.substr(colon + 1)));
        }
        if (list != headers.all()) return "other fields than were sent";
        return fault_of_length(list);
    }

    static std::string fault_of_length(const std::vector<std::pair<std::string, std::string>>& list) {
        std::vector<std::string> lengths, codings;
        for (const auto& [name, value] : list) {
            if (pictbook::equal_ignoring_case(name, "Content-Length")) lengths.push_back(value);
            if (pictbook::equal_ignoring_case(name, "Transfer-Encoding")) codings.push_back(value);
        }
        if (codings.size() + lengths.size() > 1) return "two ends of a body";
        if (!codings.empty() && !pictbook::equal_ignoring_case(codings[0], "chunked")) return "an unknown coding";
        const bool digits =
            lengths.empty() || (!lengths[0].empty() && lengths[0].find_first_not_of("0123456789") == std::string::npos);
        return digits ? "" : "a length that is no number";
    }

    static constexpr std::size_t kLongestPiece = 5000;
    std::string_view rest_;
    std::function<std::size_t()> piece_;
    std::string pending_;
    Lines lines_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes = pictbook::fuzz::stretched(pictbook::fuzz::text_of(data + 1, size - 1));
    pictbook::fuzz::Pieces pieces(data[0]);
    const Lines whole = Reader(bytes, [&] { return std::max<std::size_t>(1, bytes.size()); }).read();
    const Lines cut = Reader(bytes, [&] { return pieces.next(); }).read();
    if (whole != cut) pictbook::fuzz::expect_none("in pieces: " + cut.back() + ", at once: " + whole.back());
    return 0;
}
