// Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) piece by piece: a part's bytes are handed on as they come,
// nothing but the beginning of a delimiter and one part's header block is kept.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pictbook::http {

/// Whether a Content-Type header says multipart/form-data, with whatever parameters.
bool is_multipart_form(std::string_view content_type);

/// The boundary parameter, quoted or not, of 1 to 70 characters that RFC 2046 or a token allows; else `Bad Request`.
Result<std::string> multipart_boundary(std::string_view content_type);

struct PartHeader {
    std::string name;
    std::optional<std::string> filename;  // as sent, a name and never a path to open; may be empty or not UTF-8
    std::string content_type;             // as claimed, text/plain if absent (RFC 7578 section 4.4)
};

/// Called in order: begin, data (never empty) any number of times, end; then the next part.
class PartVisitor {
public:
    virtual ~PartVisitor() = default;
    virtual void begin(PartHeader header) = 0;
    /// `bytes` stay readable as long as both the fed text and the parser live.
    virtual void data(std::string_view bytes) = 0;
    virtual void end() = 0;
};

/// Preamble and epilogue are skipped. A line that ends in LF alone, a folded header line, a part without a name, too
/// many parts or a header block over 8 KiB are `Bad Request`; after that every feed is.
class MultipartParser {
public:
    static constexpr std::size_t kMostHeaderBytes = 8192;
    static constexpr std::size_t kMostParts = 100;

    /// `visitor` must outlive the parser.
    MultipartParser(std::string_view boundary, PartVisitor& visitor, std::size_t most_parts = kMostParts);

    /// Any piece of the body, of any length.
    Result<void> feed(std::string_view bytes);
    /// After the last piece: an error if the closing delimiter was not seen.
    Result<void> finish() const;

private:
    enum class State { preamble, delimiter_tail, header, data, epilogue, broken };

    // Each takes what it uses off the front of `bytes`; false: malformed, for the reason in problem_.
    void search(std::string_view& bytes);
    bool take_delimiter_tail(std::string_view& bytes);
    bool take_header(std::string_view& bytes);

    void emit(std::string_view bytes);
    void found_delimiter();
    bool malformed(std::string_view problem);

    const std::string delimiter_;  // CRLF "--" boundary
    PartVisitor& visitor_;
    const std::size_t most_parts_;
    State state_ = State::preamble;
    std::size_t matched_;  // so many bytes of the delimiter ended the text so far
    std::string tail_;     // what followed the delimiter so far
    std::string header_;
    std::size_t parts_ = 0;
    std::string_view problem_;
};

}  // namespace pictbook::http
