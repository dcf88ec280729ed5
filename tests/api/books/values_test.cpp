// Extreme values read back as they were given: ELEM-4, ELEM-5.
#include <gmock/gmock.h>

#include <bit>
#include <random>

#include "schema/json.hpp"
#include "support/cast.hpp"

namespace pictbook::test {

namespace {

std::string number_text(double value) {
    std::string out;
    schema::write_number(out, value);
    return out;
}

std::string with_fields(const std::string& numbers) {
    return R"({"type":"CIRCLE","width":1,"height":1,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0,"y":0,)" + numbers + "}";
}

std::vector<double> random_doubles(std::size_t count) {
    std::mt19937_64 random(7);
    std::vector<double> out;
    while (out.size() < count) {
        const auto value = std::bit_cast<double>(random());
        if (std::isfinite(value)) out.push_back(value);
    }
    return out;
}

}  // namespace

TEST(Values, ThatAreExtremeDoublesReadBackExactly) {  // ELEM-4
    const std::string book = make_shared_book(), all = "/projects/" + book + "/elements";
    for (const std::string text : {"5e-324",
                                   "-5e-324",
                                   "1.7976931348623157e308",
                                   "-1.7976931348623157e+308",
                                   "2.2250738585072014e-308",
                                   "2.2250738585072011e-308",
                                   "0.1",
                                   "0.30000000000000004",
                                   "1e21",
                                   "123456789012345680000",
                                   "1e-7",
                                   "9007199254740993",
                                   "-9007199254740991",
                                   "4.35",
                                   "8.5e-5",
                                   "179769313486231570000000000000",
                                   "0.000001",
                                   "1E2",
                                   "100000000000000000000000",
                                   "3.141592653589793238462643383279502884197",
                                   "1e-400",
                                   "0.0",
                                   "18446744073709551615",
                                   "-9223372036854775808"}) {
        const double value = std::strtod(text.c_str(), nullptr);
        const Reply made = cast().editor.post(all, with_fields("\"x\":" + text));
        ASSERT_EQ(made.status, 200) << text << made.body;
        for (const Reply& reply : {made, cast().editor.get("/elements/" + made.at("/id"))}) {
            EXPECT_EQ(reply.json().at("x").to_number<double>(), value) << text;
            EXPECT_THAT(reply.body, testing::HasSubstr("\"x\":" + number_text(value) + ","));
        }
    }
}

TEST(Values, OfNegativeZeroAreZero) {  // ELEM-4
    const std::string book = make_shared_book();
    for (const char* zero : {"-0", "-0.0", "-0e5"}) {
        const Reply made =
            cast().editor.post("/projects/" + book + "/elements", with_fields(std::string("\"x\":") + zero));
        ASSERT_EQ(made.status, 200);
        EXPECT_EQ(made.json().at("x").to_number<double>(), 0.0);
    }
}

TEST(Values, ThatAreRandomDoublesReadBackExactly) {  // ELEM-4, ELEM-5, DB-7
    const std::string book = make_shared_book(), all = "/projects/" + book + "/elements";
    const std::vector<double> values = random_doubles(10'000);
    std::string points;
    for (std::size_t i = 0; i < values.size(); i += 2)
        points += (i ? ",{\"x\":" : "{\"x\":") + number_text(values[i]) + ",\"y\":" + number_text(values[i + 1]) + "}";
    const std::string id = make_element(cast().editor, book, element_json("DRAWING", "\"points\":[" + points + "]"));
    const Reply reply = cast().editor.get("/elements/" + id);
    const auto read = reply.json().at("points");
    ASSERT_EQ(read.as_array().size(), 5'000u);
    for (std::size_t i = 0; i < 5'000; ++i) {
        ASSERT_EQ(read.at(i).at("x").to_number<double>(), values[2 * i]) << i;
        ASSERT_EQ(read.at(i).at("y").to_number<double>(), values[2 * i + 1]) << i;
    }
    EXPECT_THAT(reply.body, testing::HasSubstr("\"points\":[" + points + "]"));
    EXPECT_THAT(cast().editor.get(all).body, testing::HasSubstr("\"points\":[" + points + "]"));
}

TEST(Values, OfColoursAndAnglesAreKeptAsGiven) {  // ELEM-4
    const std::string book = make_shared_book();
    const std::string given = R"("angle":-25.132741228718345,"scaleX":-3,"scaleY":0,"fill":16777215,"stroke":-1)";
    const std::string id = make_element(cast().editor, book, element_json("CIRCLE", given));
    const Reply reply = cast().editor.get("/elements/" + id);
    EXPECT_EQ(reply.at("/angle"), "-25.132741228718345");
    EXPECT_EQ(reply.at("/scaleX"), "-3");
    EXPECT_EQ(reply.at("/scaleY"), "0");
    EXPECT_EQ(reply.at("/fill"), "16777215");
    EXPECT_EQ(reply.at("/stroke"), "-1");
}

TEST(Values, ThatAreLongTextsReadBackWhole) {  // ELEM-5, DB-8
    const std::string book = make_shared_book();
    std::string text;
    const std::vector<std::string> pieces{"plain ", "Zoë ",    "日本 ", "👩‍👩‍👧 ",
                                          "\\\"",   "\\\\",    "'; --", "\\n",
                                          "\\t",    "\\u0001", "$1 ",   "\x7F"};
    for (std::size_t i = 0; text.size() < 130'000; ++i) text += pieces[i % pieces.size()];
    for (const std::string& content : {std::string(100'000, 'a'), text, std::string("  "), std::string("null")}) {
        const std::string id =
            make_element(cast().editor, book, element_json("TEXT", "\"content\":\"" + content + "\""));
        const Reply reply = cast().editor.get("/elements/" + id);
        EXPECT_TRUE(reply.body.find("\"content\":\"" + content + "\"") != std::string::npos) << content.substr(0, 100);
    }
}

}  // namespace pictbook::test
