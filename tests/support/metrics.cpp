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
const std::regex kType("# TYPE (" + kName + ") (counter|gauge|histogram)");
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
        const std::string name = parts[1];
        const bool is_part = now_.type == "histogram" && (name == now_.name + "_bucket" || name == now_.name + "_sum" ||
                                                          name == now_.name + "_count");
        EXPECT_TRUE(is_part || (now_.type != "histogram" && name == now_.name)) << "its HELP is missing: " << parts[0];
        EXPECT_NE(now_.type, "") << "its TYPE is missing: " << parts[0];
        now_.has_samples = true;
        const std::string number = parts[3];
        double value = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
        EXPECT_TRUE(read.ec == std::errc() && read.ptr == number.data() + number.size()) << parts[0];
        EXPECT_TRUE(samples.emplace(parts[1].str() + parts[2].str(), value).second) << "comes twice: " << parts[0];
        if (now_.type == "histogram") read_bucket(parts[1], parts[2], value);
    }

    /// The buckets of one histogram rise, and its count is the last of them.
    void read_bucket(const std::string& name, const std::string& labels, double value) {
        if (name.ends_with("_bucket")) {
            EXPECT_GE(value, bucket_) << labels;
            bucket_ = value;
        } else if (name.ends_with("_count")) {
            EXPECT_EQ(value, bucket_) << name << labels;
            bucket_ = 0;
        }
    }

    Metric now_;
    double bucket_ = 0;  // of the histogram that is being read
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

double sum_of(const Samples& samples, const std::string& name, const std::string& label) {
    double sum = 0;
    for (const auto& [sample, value] : samples)
        if (sample.starts_with(name + "{") && sample.find(label) != sample.npos) sum += value;
    return sum;
}

Samples metrics_of(const TestServer& server) {
    const Reply reply = server.nobody().get("/metrics", kAsMonitor);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return parse_metrics(reply.body);
}

}  // namespace pictbook::test
