// Messages read in place against the general decoder: every event as it is and with deterministic faults.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "unit/canvas/agreement.hpp"
#include "unit/canvas/examples.hpp"

namespace pictbook::canvas {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::vector<std::string> numbers_and_what_looks_like_them() {
    return {
        "0",
        "-0",
        "-0.0",
        "1.0",
        "1.5",
        "1E2",
        "1e-7",
        "100e-2",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "2147483647.0",
        "2147483647.5",
        "4e9",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1e308",
        "1e309",
        "-1e400",
        "1e-400",
        "0e999999999999",
        "1735689595000",
        "1735689594999",
        "1735689594999.5",
        repeated("9", 299),
        repeated("9", 310),
        "0." + repeated("3", 310),
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "--1",
        "1.2.3",
    };
}

std::vector<std::string> texts_and_what_looks_like_them() {
    return {
        R"("")",
        R"("x")",
        R"("\u0041\n\"")",
        R"("\u0000")",
        R"("a\u0000b")",
        R"("\ud83d\ude00")",
        R"("\uD83D")",
        R"("\ude00")",
        R"("\ud83d\u0041")",
        R"("\ud83dx")",
        R"("\uZZZZ")",
        R"("\x")",
        R"("\u004")",
        "\"\xC3\xA9\"",
        "\"\xC3\"",
        "\"\xED\xA0\x80\"",
        "\"\x01\"",
        "\"\x7F\"",
        "\"" + std::string(1, '\0') + "\"",
        "\"" + repeated("x", 64) + "\"",
        "\"" + repeated("x", 65) + "\"",
        "\"" + repeated("\xC3\xA9", 64) + "\"",
        "\"" + repeated("\xF0\x9F\x98\x80", 33) + "\"",
        "\"" + repeated(R"(\u0041)", 30) + "\"",
        "\"",
        R"("2025-01-01T00:00:00Z")",
        R"("2025-02-30T00:00:00Z")",
        R"("2025-01-01 00:00:00.5+00:00")",
        R"("2025-01-01T00:00:00\u005a")",
        R"("CONNECTED")",
        R"("CIRCLE")",
        R"("IMAGE")",
        R"("CURSOR_SYNC")",
        R"("FRAME_UPDATE")",
        R"("ERROR")",
    };
}

std::vector<std::string> words_and_containers() {
    return {
        "true",
        "false",
        "null",
        "tru",
        "nulll",
        "TRUE",
        "",
        "[]",
        "{}",
        "[1,]",
        "[,]",
        "{,}",
        R"({"a"})",
        R"({"a":1,})",
        R"({"x":1,"y":2})",
        R"([{"x":1,"y":2}])",
        R"([[{"x":1}]])",
        repeated("[", 31) + repeated("]", 31),
        repeated("[", 29) + repeated("]", 29),
        repeated(R"({"a":)", 40) + "1" + repeated("}", 40),
        R"({"type":"CIRCLE"})",
        "/*c*/1",
        "'x'",
    };
}

/// JSON values of every sort, and what is none.
const std::vector<std::string>& values() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out = numbers_and_what_looks_like_them();
        std::ranges::copy(texts_and_what_looks_like_them(), std::back_inserter(out));
        std::ranges::copy(words_and_containers(), std::back_inserter(out));
        return out;
    }();
    return all;
}

/// Writes events with as many faults as chance wants.
class Writer {
public:
    explicit Writer(unsigned seed) : random_(seed) {}

    /// `rarity`: about one in so many members gets a fault; 0 writes what is right in other words.
    std::string write(const json::object& event, unsigned rarity) {
        rarity_ = rarity;
        std::string out = space();
        put(out, event);
        return out + space();
    }

    /// Changes, removes, adds or doubles a few bytes.
    void damage(std::string& text) {
        for (std::size_t wounds = 1 + below(2); wounds > 0; --wounds) {
            const std::size_t at = below(text.size() + 1);
            const std::size_t size = std::min<std::size_t>(1 + below(3), text.size() - at);
            switch (below(4)) {
                case 0:
                    text.insert(at, 1, pick());
                    break;
                case 1:
                    text.erase(at, size);
                    break;
                case 2:
                    text.insert(at, text.substr(at, size));
                    break;
                default:
                    if (at < text.size()) text[at] = pick();
            }
        }
        if (below(50) == 0) text.insert(0, "\xEF\xBB\xBF");
        if (below(50) == 0) text += values()[below(values().size())];
    }

private:
    std::size_t below(std::size_t n) { return random_() % n; }
    bool fault() { return rarity_ > 0 && below(rarity_) == 0; }
    char pick() {
        constexpr std::string_view kTelling = "{}[]\",:\\ue0-+.19 tn\n\xC3\xA9";
        return below(3) == 0 ? static_cast<char>(below(256)) : kTelling[below(kTelling.size())];
    }
    std::string space() { return below(4) == 0 ? std::string(1, " \n\r\t"[below(4)]) : ""; }

    void put(std::string& out, const json::value& value) {
        if (fault())
            out += values()[below(values().size())];
        else if (const json::object* object = value.if_object())
            put_object(out, *object);
        else if (const json::array* array = value.if_array())
            put_array(out, *array);
        else
            schema::write_json(out, value);
    }

    void put_array(std::string& out, const json::array& array) {
        out += "[" + space();
        const std::size_t times = array.empty() ? 0 : below(4);
        for (std::size_t i = 0; i < times; ++i) {
            if (i > 0) out += "," + space();
            put(out, array[i % array.size()]);
            out += space();
        }
        out += "]";
    }

    void put_object(std::string& out, const json::object& object) {
        std::vector<std::pair<std::string, std::string>> members;
        for (const auto& [name, value] : object) {
            if (fault()) continue;
            std::string text;
            put(text, value);
            members.emplace_back(name, std::move(text));
            if (fault()) members.push_back({name, values()[below(values().size())]});
        }
        const std::size_t others = below(4) == 0 ? below(rarity_ == 0 ? 3 : 12) : 0;
        for (std::size_t i = 0; i < others; ++i)
            members.push_back({"other" + std::to_string(rarity_ == 0 ? i : below(12)),
                               rarity_ == 0 ? "\"1\"" : values()[below(values().size())]});
        if (below(2) == 0) std::shuffle(members.begin(), members.end(), random_);
        out += "{" + space();
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i > 0) out += "," + space();
            std::string& name = members[i].first;
            if (fault()) name.replace(0, 1, name[0] == 'x' ? R"(\u0078)" : R"(\u0074)");
            out += "\"" + name + "\"" + space() + ":" + space() + members[i].second + space();
        }
        out += "}";
    }

    std::mt19937 random_;
    unsigned rarity_ = 0;
};

TEST(ScanAgreement, takes_every_event_in_any_order_and_with_other_members_and_spaces) {
    Writer writer(1);
    for (const json::object& whole : whole_events())
        for (const json::object& event : {whole, least_event(whole)})
            for (int i = 0; i < 100; ++i) {
                const std::string text = writer.write(event, 0);
                ASSERT_TRUE(scan(text)) << text;
                ASSERT_EQ(disagreement(text), "") << text;
            }
}

TEST(ScanAgreement, says_what_the_decoder_says_of_every_value_in_every_place) {
    for (const json::object& event : whole_events()) {
        if (event.at("type") == "SHAPE_UPDATE" || event.at("type") == "SHAPE_DELETE") continue;  // as SHAPE_CREATE
        for (const std::string& value : values()) {
            const auto check = [&](const json::object& members, json::object* parent, const char* within) {
                for (const auto& [name, old] : members) {
                    json::object changed = event;
                    json::object& place = parent ? changed[within].as_object() : changed;
                    place[name] = "<here>";
                    std::string text = json_text(changed);
                    text.replace(text.find("\"<here>\""), 8, value);
                    ASSERT_EQ(disagreement(text), "") << text;
                }
            };
            json::object copy = event;
            check(event, nullptr, "");
            check(event.at("payload").as_object(), &copy, "payload");
        }
    }
}

TEST(ScanAgreement, says_what_the_decoder_says_of_faulty_messages) {
    Writer writer(2);
    const std::vector<json::object> events = whole_events();
    int taken = 0, refused = 0;
    constexpr int kCases = 20'000;
    for (int i = 0; i < kCases; ++i) {
        std::string text = writer.write(events[static_cast<std::size_t>(i) % events.size()], i % 2 == 0 ? 30 : 200);
        if (i % 3 == 0) writer.damage(text);
        ASSERT_EQ(disagreement(text), "") << text;
        taken += scan(text).has_value();
        Sender sender{"ada", model::Role::EDITOR, {}};
        refused += std::holds_alternative<Reply>(receive_unusual(sender, text, Time()));
    }
    EXPECT_GT(taken, kCases / 8);
    EXPECT_GT(refused, kCases / 4);
}

}  // namespace
}  // namespace pictbook::canvas
