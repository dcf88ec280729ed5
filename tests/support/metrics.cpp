#include "support/metrics.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <regex>
#include <set>

namespace pictbook::test {

namespace {

const std::string kName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const std::string kLabel = R"([a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*")";
const std::regex kHelp("# HELP (" + kName + R"() ((?:[^\\]|\\[\\n])+))");
const std::regex kType("# TYPE (" + kName + ") (counter|gauge)");
const std::regex kSample("(" + kName + ")(\\{" + kLabel + "(?:," + kLabel + ")*\\})? (\\S+)");

/// The metric that is being read.
struct Metric {
    std::string name, type;
    bool has_samples = false;
};

class Reader {
public:
    void read(const std::string& line) {
        std::smatch parts;
        if (std::regex_match(line, parts, kHelp)) {
            EXPECT_TRUE(now_.name.empty() || now_.has_samples) << now_.name << " has no sample";
            now_ = {.name = parts[1], .type = ""};
            EXPECT_TRUE(names_.insert(now_.name).second) << "comes twice: " << line;
        } else if (std::regex_match(line, parts, kType)) {
            EXPECT_EQ(parts[1], now_.name) << "its HELP is missing";
            EXPECT_EQ(now_.type, "") << "comes twice: " << line;
            now_.type = parts[2];
            EXPECT_EQ(now_.type == "counter", now_.name.ends_with("_total")) << line;
        } else if (std::regex_match(line, parts, kSample)) {
            read_sample(parts);
        } else {
            ADD_FAILURE() << "no line of the format: " << line;
        }
    }

    Samples samples;

private:
    void read_sample(const std::smatch& parts) {
        EXPECT_EQ(parts[1], now_.name) << "its HELP is missing";
        EXPECT_NE(now_.type, "") << "its TYPE is missing: " << parts[0];
        now_.has_samples = true;
        const std::string number = parts[3];
        double value = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
        EXPECT_TRUE(read.ec == std::errc() && read.ptr == number.data() + number.size()) << parts[0];
        EXPECT_TRUE(samples.emplace(parts[1].str() + parts[2].str(), value).second) << "comes twice: " << parts[0];
    }

    Metric now_;
    std::set<std::string> names_;
};

}  // namespace

Samples parse_metrics(const std::string& text) {
    Reader reader;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1)
        reader.read(text.substr(begin, end - begin));
    EXPECT_EQ(begin, text.size()) << "the last line has no end";
    return reader.samples;
}

Samples metrics_of(const TestServer& server) {
    const Reply reply = server.nobody().get("/metrics", kAsMonitor);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return parse_metrics(reply.body);
}

}  // namespace pictbook::test
