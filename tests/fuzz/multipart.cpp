// A form is the same parts however its bytes are cut, each as it was sent and within the bounds. The first byte of the input says
// how it is cut, the first line is the Content-Type, the rest the body.
#include <algorithm>

#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "http/multipart.hpp"

namespace {

using namespace pictbook::http;

struct Part {
    std::string header, body;
    bool ended = false;
    bool operator==(const Part&) const = default;
};

class Collector : public PartVisitor {
public:
    void begin(PartHeader header) override {
        if (!parts.empty() && !parts.back().ended) pictbook::fuzz::expect_none("a part in a part");
        const std::string filename = header.filename ? "\n" + *header.filename : "";
        parts.push_back({header.name + "\n" + header.content_type + filename, "", false});
    }
    void data(std::string_view bytes) override {
        if (bytes.empty() || parts.empty() || parts.back().ended) pictbook::fuzz::expect_none("bytes of no part");
        parts.back().body += bytes;
    }
    void end() override { parts.back().ended = true; }

    std::vector<Part> parts;
};

struct Form {
    bool good = true;
    std::vector<Part> parts;
    bool operator==(const Form&) const = default;
};

template <class Next>
Form read(std::string_view bytes, const std::string& boundary, Next next) {
    Collector collector;
    MultipartParser parser(boundary, collector);
    Form form;
    while (!bytes.empty()) {
        const std::string piece(bytes.substr(0, next()));  // a copy of its own, so that nothing of the former is read
        bytes.remove_prefix(piece.size());
        const bool fed = parser.feed(piece).has_value();
        if (fed && !form.good) pictbook::fuzz::expect_none("a broken form became good");
        form.good = fed;
    }
    form.good = form.good && parser.finish();
    form.parts = std::move(collector.parts);
    return form;
}

std::string fault_of(const Form& form, std::string_view bytes, const std::string& boundary) {
    if (form.parts.size() > MultipartParser::kMostParts) return "too many parts";
    for (const Part& part : form.parts) {
        if (form.good && !part.ended) return "a part without an end";
        if (bytes.find(part.body) == bytes.npos) return "a body that was not sent";
        if (part.body.find("\r\n--" + boundary) != std::string::npos) return "a delimiter in a body";
    }
    return "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text = pictbook::fuzz::stretched(pictbook::fuzz::text_of(data + 1, size - 1));
    std::string_view bytes = text;
    const std::string_view type = pictbook::fuzz::take_line(bytes);
    const pictbook::Result<std::string> named = multipart_boundary(type);
    if (named && (named->empty() || named->size() > 70 || !is_multipart_form(type)))
        pictbook::fuzz::expect_none("an unusable boundary");
    const std::string boundary = named ? *named : "XX";
    pictbook::fuzz::Pieces pieces(data[0]);
    const Form whole = read(bytes, boundary, [&] { return bytes.size(); });
    pictbook::fuzz::expect_none(fault_of(whole, bytes, boundary));
    const Form cut = read(bytes, boundary, [&] { return pieces.next(); });
    if (whole != cut) pictbook::fuzz::expect_none("another form in pieces");
    return 0;
}
