#include "http/multipart.hpp"

#include <string.h>  // memmem, memrchr: GNU extensions

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace pictbook::http {

namespace {

constexpr std::size_t kMostPadding = 64;  // spaces and tabs after a delimiter (RFC 2046 transport-padding)

/// `value; name=value; name="value"` (RFC 9110 section 5.6.6).
struct Parameters {
    std::string_view value;
    std::vector<std::pair<std::string, std::string>> items;  // names in lower case

    const std::string* find(std::string_view name) const {
        const auto at = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.first == name; });
        return at == items.end() ? nullptr : &at->second;
    }
};

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

bool is_boundary_character(char c) {
    return is_token_character(c) || (c != '\0' && std::string_view("(),/:=? ").find(c) != std::string_view::npos);
}

/// Takes a quoted string without its first quote. Only \" and \\ are escapes: browsers send a path's backslashes bare.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string out;
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return out;
        if (c == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\')) {
            c = text.front();
            text.remove_prefix(1);
        }
        out.push_back(c);
    }
    return std::nullopt;
}

std::optional<Parameters> parse_parameters(std::string_view text) {
    Parameters out;
    const std::size_t end = std::min(text.find(';'), text.size());
    out.value = trim(text.substr(0, end));
    text.remove_prefix(end);
    while (!(text = trim(text)).empty()) {
        if (text.front() != ';') return std::nullopt;
        text = trim(text.substr(1));
        if (text.empty()) break;
        const auto stop = std::find_if_not(text.begin(), text.end(), is_token_character);
        std::string name = to_lower_ascii(text.substr(0, static_cast<std::size_t>(stop - text.begin())));
        text.remove_prefix(name.size());
        if (name.empty() || !text.starts_with('=')) return std::nullopt;
        text.remove_prefix(1);
        if (text.starts_with('"')) {
            text.remove_prefix(1);
            std::optional<std::string> value = take_quoted(text);
            if (!value) return std::nullopt;
            out.items.emplace_back(std::move(name), std::move(*value));
        } else {
            const std::string_view value = text.substr(0, std::min(text.find_first_of("; \t"), text.size()));
            text.remove_prefix(value.size());
            out.items.emplace_back(std::move(name), value);
        }
    }
    return out;
}

/// RFC 5987: `UTF-8'language'percent-encoded`.
std::optional<std::string> decode_extended(std::string_view text) {
    const std::size_t first = text.find('\''), second = text.find('\'', first + 1);
    if (first == text.npos || second == text.npos || !equal_ignoring_case(text.substr(0, first), "utf-8"))
        return std::nullopt;
    return percent_decode(text.substr(second + 1));
}

Error bad_request(std::string_view detail) {
    Error error{Fault::bad_request, "Bad Request"};
    error.shape = Shape::text;
    error.detail = "multipart: " + std::string(detail);
    return error;
}

/// `block` is lines that each end in CRLF. Nothing: malformed.
std::optional<PartHeader> parse_header(std::string_view block) {
    PartHeader out;
    out.content_type = "text/plain";
    bool disposed = false;
    while (!block.empty()) {
        const std::size_t end = block.find("\r\n");
        const std::string_view line = block.substr(0, end);
        block.remove_prefix(end + 2);
        const std::size_t colon = line.find(':');
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos || colon == line.npos || colon == 0 ||
            !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_token_character))
            return std::nullopt;
        const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
        if (equal_ignoring_case(name, "content-type")) out.content_type = value;
        if (!equal_ignoring_case(name, "content-disposition")) continue;

        const auto parameters = parse_parameters(value);
        if (disposed || !parameters || !equal_ignoring_case(parameters->value, "form-data")) return std::nullopt;
        disposed = true;
        const std::string* field = parameters->find("name");
        if (field == nullptr) return std::nullopt;
        out.name = *field;
        if (const std::string* plain = parameters->find("filename"))
            out.filename = *plain;
        else if (const std::string* extended = parameters->find("filename*")) {
            out.filename = decode_extended(*extended);
            if (!out.filename) return std::nullopt;
        }
    }
    return disposed ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

bool is_multipart_form(std::string_view content_type) {
    return equal_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

Result<std::string> multipart_boundary(std::string_view content_type) {
    const auto parameters = parse_parameters(content_type);
    const std::string* boundary = parameters ? parameters->find("boundary") : nullptr;
    if (!is_multipart_form(content_type) || boundary == nullptr) return bad_request("no boundary");
    const bool fits = !boundary->empty() && boundary->size() <= 70 && boundary->back() != ' ' &&
                      std::all_of(boundary->begin(), boundary->end(), is_boundary_character);
    if (!fits) return bad_request("unusable boundary");
    return *boundary;
}

// The text begins as if CRLF had come before it: a delimiter at its very start is found too.
MultipartParser::MultipartParser(std::string_view boundary, PartVisitor& visitor, std::size_t most_parts)
    : delimiter_("\r\n--" + std::string(boundary)), visitor_(visitor), most_parts_(most_parts), matched_(2) {
    assert(!boundary.empty() && boundary.find('\r') == boundary.npos);
}

Result<void> MultipartParser::feed(std::string_view bytes) {
    bool good = state_ != State::broken;
    while (good && !bytes.empty() && state_ != State::epilogue) {
        switch (state_) {
            case State::preamble:
            case State::data:
                search(bytes);
                break;
            case State::delimiter_tail:
                good = take_delimiter_tail(bytes);
                break;
            case State::header:
                good = take_header(bytes);
                break;
            case State::epilogue:
            case State::broken:
                break;
        }
    }
    if (!good) return bad_request(problem_);
    return {};
}

Result<void> MultipartParser::finish() const {
    if (state_ == State::epilogue) return {};
    return bad_request(state_ == State::broken ? problem_ : "no closing delimiter");
}

/// A CR is only the delimiter's first byte, so text that began like a delimiter and went on otherwise can't hold the
/// beginning of another one.
void MultipartParser::search(std::string_view& bytes) {
    if (matched_ > 0) {
        const std::size_t more = std::min(bytes.size(), delimiter_.size() - matched_);
        if (delimiter_.compare(matched_, more, bytes.substr(0, more)) == 0) {
            bytes.remove_prefix(more);
            matched_ += more;
            if (matched_ == delimiter_.size()) found_delimiter();
            return;
        }
        emit(std::string_view(delimiter_).substr(0, std::exchange(matched_, 0)));
    }
    const void* found = ::memmem(bytes.data(), bytes.size(), delimiter_.data(), delimiter_.size());
    if (found != nullptr) {
        const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        emit(bytes.substr(0, length));
        bytes.remove_prefix(length + delimiter_.size());
        return found_delimiter();
    }
    const std::string_view end = bytes.substr(bytes.size() - std::min(bytes.size(), delimiter_.size() - 1));
    const std::size_t cr = end.rfind('\r');
    if (cr != end.npos && delimiter_.starts_with(end.substr(cr))) matched_ = end.size() - cr;
    emit(bytes.substr(0, bytes.size() - matched_));
    bytes = {};
}

void MultipartParser::emit(std::string_view bytes) {
    if (state_ == State::data && !bytes.empty()) visitor_.data(bytes);
}

void MultipartParser::found_delimiter() {
    if (state_ == State::data) visitor_.end();
    state_ = State::delimiter_tail;
    matched_ = 0;
    tail_.clear();
}

/// `--` ends the form, padding and CRLF begin the next part.
bool MultipartParser::take_delimiter_tail(std::string_view& bytes) {
    tail_.push_back(bytes.front());
    bytes.remove_prefix(1);
    if (tail_ == "-") return true;
    if (tail_ == "--") {
        state_ = State::epilogue;
        return true;
    }
    const std::string_view rest =
        std::string_view(tail_).substr(std::min(tail_.find_first_not_of(" \t"), tail_.size()));
    if (rest.empty() && tail_.size() <= kMostPadding) return true;
    if (rest == "\r") return true;
    if (rest != "\r\n") return malformed("a delimiter goes on");
    if (++parts_ > most_parts_) return malformed("too many parts");
    state_ = State::header;
    header_.clear();
    return true;
}

bool MultipartParser::take_header(std::string_view& bytes) {
    const std::size_t had = header_.size();
    header_.append(bytes.substr(0, kMostHeaderBytes - had));
    const std::size_t end = header_.find("\r\n\r\n", had < 3 ? 0 : had - 3);
    if (end == header_.npos) {
        if (header_.size() == kMostHeaderBytes) return malformed("a part's header is too long");
        bytes = {};
        return true;
    }
    bytes.remove_prefix(end + 4 - had);
    header_.resize(end + 2);
    std::optional<PartHeader> header = parse_header(header_);
    if (!header) return malformed("a part's header is broken");
    state_ = State::data;
    visitor_.begin(std::move(*header));
    return true;
}

bool MultipartParser::malformed(std::string_view problem) {
    state_ = State::broken;
    problem_ = problem;
    return false;
}

}  // namespace pictbook::http
