#include "http/multipart.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

namespace pictbook::http {

namespace {

using namespace std::string_literals;

struct Part {
    PartHeader header;
    std::string body;
    bool ended = false;
};

class Collector : public PartVisitor {
public:
    void begin(PartHeader header) override {
        EXPECT_TRUE(parts.empty() || parts.back().ended);
        parts.push_back({std::move(header), {}, false});
    }
    void data(std::string_view bytes) override {
        EXPECT_FALSE(bytes.empty());
        parts.back().body += bytes;
    }
    void end() override { parts.back().ended = true; }

    std::vector<Part> parts;
};

struct Outcome {
    bool good = false;  // up to the closing delimiter
    std::vector<Part> parts;
};

/// Fed in pieces of `step` bytes.
Outcome parse(std::string_view text, std::size_t step = std::string_view::npos, std::string_view boundary = "XX") {
    Collector collector;
    MultipartParser parser(boundary, collector);
    bool good = true;
    for (std::size_t at = 0; at < text.size(); at += std::min(step, text.size())) {
        const Result<void> fed = parser.feed(text.substr(at, step));
        if (!fed) {
            EXPECT_EQ(fed.error().fault, Fault::bad_request);
            EXPECT_EQ(fed.error().message, "Bad Request");
            EXPECT_EQ(fed.error().shape, Shape::text);
            good = false;
        } else {
            EXPECT_TRUE(good) << "a broken form can't become good";
        }
    }
    return {good && parser.finish(), std::move(collector.parts)};
}

std::string file_part(const std::string& body, const std::string& filename = "a.png") {
    return "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + filename +
           "\"\r\nContent-Type: image/png\r\n\r\n" + body + "\r\n";
}

const std::string kEnd = "--XX--\r\n";

TEST(Multipart, GivesPartsInOrder) {
    const Outcome out = parse(file_part("first") + "--XX\r\ncontent-disposition:form-data;name=note\r\n\r\nhello\r\n" +
                              file_part("") + kEnd);
    ASSERT_TRUE(out.good);
    ASSERT_EQ(out.parts.size(), 3u);
    EXPECT_EQ(out.parts[0].header.name, "files");
    EXPECT_EQ(out.parts[0].header.filename, "a.png");
    EXPECT_EQ(out.parts[0].header.content_type, "image/png");
    EXPECT_EQ(out.parts[0].body, "first");
    EXPECT_EQ(out.parts[1].header.name, "note");
    EXPECT_EQ(out.parts[1].header.filename, std::nullopt);
    EXPECT_EQ(out.parts[1].header.content_type, "text/plain");
    EXPECT_EQ(out.parts[1].body, "hello");
    EXPECT_EQ(out.parts[2].body, "");
    EXPECT_TRUE(out.parts[2].ended);
}

TEST(Multipart, MayComeInAnyPieces) {
    const std::string body = "\r\n--X\r\n--XY\r\r\n-\r\n--\r\r\n\n--XX but not at a line's start\r"s + '\0' + "\r\n";
    const std::string text = "preamble\r\n" + file_part(body) + file_part("two") + kEnd + "epilogue";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        const Outcome out = parse(text, step);
        ASSERT_TRUE(out.good) << step;
        ASSERT_EQ(out.parts.size(), 2u) << step;
        EXPECT_EQ(out.parts[0].body, body) << step;
        EXPECT_EQ(out.parts[1].body, "two") << step;
    }
}

TEST(Multipart, RandomBytesInRandomPiecesComeBack) {
    std::mt19937 random(7);  // NOLINT: the same every time
    for (int round = 0; round < 300; ++round) {
        std::string body(random() % 2000, '\0');
        for (char& c : body) c = "\r\n-X."[random() % 5];
        while (body.find("\r\n--XX") != body.npos) body.replace(body.find("\r\n--XX"), 6, "......");
        const std::string text = file_part(body) + kEnd;
        const Outcome out = parse(text, 1 + random() % 40);
        ASSERT_TRUE(out.good);
        ASSERT_EQ(out.parts.at(0).body, body);
    }
}

TEST(Multipart, SkipsPreambleAndEpilogue) {
    EXPECT_TRUE(parse("This is a preamble.\r\n--X\r\nnot yet\r\n" + file_part("x") + kEnd).good);
    EXPECT_TRUE(parse("\r\n" + file_part("x") + kEnd).good);
    EXPECT_TRUE(parse(file_part("x") + "--XX--").good);
    EXPECT_TRUE(parse(file_part("x") + "--XX--and\n--XX\r\nwhatever").good);
    EXPECT_EQ(parse(file_part("x") + "--XX--\r\n" + file_part("y")).parts.size(), 1u);
}

TEST(Multipart, MayBeEmpty) {
    const Outcome out = parse("--XX--\r\n");
    EXPECT_TRUE(out.good);
    EXPECT_TRUE(out.parts.empty());
}

// RFC 2046 section 5.1.1: transport padding
TEST(Multipart, TakesPaddingAfterADelimiter) {
    const std::string rest = "Content-Disposition: form-data; name=a\r\n\r\nb\r\n--XX--";
    EXPECT_TRUE(parse("--XX \t \r\n" + rest, 1).good);
    EXPECT_TRUE(parse("--XX" + std::string(64, ' ') + "\r\n" + rest).good);
    EXPECT_FALSE(parse("--XX" + std::string(100'000, ' ') + "\r\n" + rest).good);
}

TEST(Multipart, NeedsItsClosingDelimiter) {
    const std::string text = file_part("some bytes") + "--XX--";
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_FALSE(parse(text.substr(0, length)).good) << length;
}

TEST(Multipart, RefusesWhatIsMalformed) {
    const std::string part = file_part("x"), named = "Content-Disposition: form-data; name=a\r\n";
    const std::vector<std::string> texts{
        "",
        "no delimiter at all",
        "--XX\n" + named + "\nx\n--XX--\n",                                          // LF alone
        "--XX\r\nContent-Disposition: form-data; name=a\n\r\n\r\nx\r\n--XX--",       // LF within a header
        "--XX\r\nContent-Disposition: form-data; name=a\rb\r\n\r\nx\r\n--XX--",      // CR within a header
        "--XX\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\nx\r\n--XX--"s,  // NUL
        "--XX\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx\r\n--XX--",     // folded
        "--XX\r\n\r\nx\r\n--XX--",                                                   // no header
        "--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n--XX--",                       // no disposition
        "--XX\r\n" + named + named + "\r\nx\r\n--XX--",                              // two
        "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",  // no name
        "--XX\r\nContent-Disposition: form-data; name\r\n\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XX--",      // an open quote
        "--XX\r\nContent-Disposition: form-data; name=\"a\" b\r\n\r\nx\r\n--XX--",  // something between parameters
        "--XX\r\nContent-Disposition : form-data; name=a\r\n\r\nx\r\n--XX--",       // a space before the colon
        "--XX\r\n: form-data; name=a\r\n\r\nx\r\n--XX--",
        "--XX\r\nno colon\r\n" + named + "\r\nx\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a; filename*=latin1''x\r\n\r\nx\r\n--XX--",
        "--XXY\r\n" + named + "\r\nx\r\n--XX--",  // the delimiter goes on
        "--XX-\r\n" + named + "\r\nx\r\n--XX--",
        "--XX --\r\n",
        "--XX\r\r\n" + named + "\r\nx\r\n--XX--",
        part + "--XXmore\r\n",
    };
    for (const std::string& text : texts) {
        EXPECT_FALSE(parse(text).good) << text;
        EXPECT_FALSE(parse(text, 1).good) << text;
    }
}

TEST(Multipart, StaysBrokenAfterAnError) {
    Collector collector;
    MultipartParser parser("XX", collector);
    EXPECT_FALSE(parser.feed("--XX\n"));
    EXPECT_FALSE(parser.feed(file_part("x") + kEnd));
    EXPECT_FALSE(parser.feed(""));
    EXPECT_FALSE(parser.finish());
    EXPECT_TRUE(collector.parts.empty());
}

TEST(Multipart, BoundsAHeader) {
    const auto with_header = [](std::size_t length) {
        const std::string named = "Content-Disposition: form-data; name=a\r\nX: ";
        return "--XX\r\n" + named + std::string(length - named.size() - 4, 'x') + "\r\n\r\nbody\r\n--XX--";
    };
    for (const std::size_t step : {1u, 7u, 100'000u}) {
        EXPECT_TRUE(parse(with_header(MultipartParser::kMostHeaderBytes), step).good);
        EXPECT_FALSE(parse(with_header(MultipartParser::kMostHeaderBytes + 1), step).good);
    }
    Collector collector;
    MultipartParser parser("XX", collector);
    EXPECT_FALSE(parser.feed("--XX\r\n" + std::string(MultipartParser::kMostHeaderBytes, 'x')));  // at once
}

TEST(Multipart, BoundsTheParts) {
    std::string text;
    for (int i = 0; i < 3; ++i) text += file_part("x");
    Collector collector;
    MultipartParser three("XX", collector, 3), two("XX", collector, 2);
    EXPECT_TRUE(three.feed(text + kEnd));
    EXPECT_FALSE(two.feed(text + kEnd));
}

TEST(Multipart, TakesNamesAsBrowsersWriteThem) {
    const auto filename = [](const std::string& parameter) {
        const Outcome out =
            parse("--XX\r\nContent-Disposition: form-data; name=\"f\"; " + parameter + "\r\n\r\nx\r\n--XX--");
        return out.good ? out.parts.at(0).header.filename.value_or("(none)") : "(malformed)";
    };
    EXPECT_EQ(filename("filename=\"it is; a=b.png\""), "it is; a=b.png");
    EXPECT_EQ(filename("filename=\"\""), "");
    EXPECT_EQ(filename("filename=\"say \\\"cheese\\\".png\""), "say \"cheese\".png");
    EXPECT_EQ(filename("filename=\"say %22cheese%22.png\""), "say %22cheese%22.png");
    EXPECT_EQ(filename("filename=\"C:\\photos\\a.png\""), "C:\\photos\\a.png");
    EXPECT_EQ(filename("filename=\"日本.png\""), "日本.png");
    EXPECT_EQ(filename("filename=\"\xFF\xFE\""), "\xFF\xFE");
    EXPECT_EQ(filename("FileName=a.png"), "a.png");
    EXPECT_EQ(filename("filename*=UTF-8''%e2%82%ac%20rates.png"), "€ rates.png");
    EXPECT_EQ(filename("filename=\"plain\"; filename*=UTF-8''extended"), "plain");
    EXPECT_EQ(filename("filename*=UTF-8''%e"), "(malformed)");
    EXPECT_EQ(filename("size=3;"), "(none)");
}

TEST(Multipart, DataStaysReadableWhileItsTextLives) {
    struct Keeper : Collector {
        void data(std::string_view bytes) override { views.push_back(bytes); }
        std::vector<std::string_view> views;
    } keeper;
    const std::string text = file_part("one\r\n--Xtwo\r\n-") + kEnd;
    MultipartParser parser("XX", keeper);
    for (std::size_t i = 0; i < text.size(); ++i) ASSERT_TRUE(parser.feed(std::string_view(text).substr(i, 1)));
    std::string body;
    for (const std::string_view view : keeper.views) body += view;
    EXPECT_EQ(body, "one\r\n--Xtwo\r\n-");
}

TEST(Multipart, BoundaryComesFromTheContentType) {
    const auto boundary = [](const std::string& header) {
        const Result<std::string> out = multipart_boundary(header);
        return out ? *out : "(none)";
    };
    EXPECT_EQ(boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(boundary("Multipart/Form-Data ;  charset=utf-8 ; BOUNDARY=\"a b\""), "a b");
    EXPECT_EQ(boundary("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"),
              "----WebKitFormBoundary7MA4YWxkTrZu0gW");
    EXPECT_EQ(boundary("multipart/form-data; boundary=\"'()+_,-./:=?\""), "'()+_,-./:=?");
    EXPECT_EQ(boundary("multipart/form-data; boundary=" + std::string(70, 'b')), std::string(70, 'b'));
    for (const std::string& header :
         {"multipart/form-data"s, "multipart/form-data; boundary="s, "multipart/form-data; boundary=\"\""s,
          "multipart/form-data; boundary=\"a \""s, "multipart/form-data; boundary=\"a\r\nb\""s,
          "multipart/form-data; boundary=\"a"s, "multipart/form-data; boundary=\xC3\xA4"s,
          "multipart/form-data; boundary=" + std::string(71, 'b'), "multipart/mixed; boundary=abc"s, ""s})
        EXPECT_EQ(boundary(header), "(none)") << header;
}

TEST(Multipart, FormIsKnownByItsContentType) {
    EXPECT_TRUE(is_multipart_form("multipart/form-data"));
    EXPECT_TRUE(is_multipart_form("MULTIPART/form-data ; boundary=x"));
    EXPECT_FALSE(is_multipart_form("multipart/form-database; boundary=x"));
    EXPECT_FALSE(is_multipart_form("application/json"));
    EXPECT_FALSE(is_multipart_form(""));
}

/// Also the inputs that are worst for a search take time in proportion to their length.
TEST(Multipart, IsLinear) {
    const std::string boundary(70, '-');
    std::string almost;
    while (almost.size() < 4 << 20) almost += "\r\n--" + std::string(69, '-') + "x";
    for (const std::string& body : {std::string(4 << 20, '\r'), std::string(4 << 20, '-'), almost}) {
        const std::string text =
            "--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\n" + body + "\r\n--" + boundary + "--";
        const auto start = std::chrono::steady_clock::now();
        const Outcome out = parse(text, 65536, boundary);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
        ASSERT_TRUE(out.good);
        EXPECT_TRUE(out.parts.at(0).body == body);
    }
}

}  // namespace

}  // namespace pictbook::http
