#include "canvas/state_hash.hpp"

#include <gtest/gtest.h>

#include "canvas/commit.hpp"
#include "support/program.hpp"

namespace pictbook::canvas {

namespace {

TEST(StateHash, IsWhatTheTestVectorsSay) {  // V2-35
    const json::value vectors = schema::parse_json(test::read_source("docs/spec/live-v2-hashes.json")).value();
    std::uint64_t sum = 0;
    ASSERT_GE(vectors.at("vectors").as_array().size(), 10u);
    for (const json::value& each : vectors.at("vectors").as_array()) {
        const json::object& given = each.at("element").as_object();
        const store::PlacedElement placed{element_of(given), "", given.at("rev").as_int64(),
                                          std::string(given.at("order").as_string())};
        const json::object element = object_of(placed);  // what is absent is null there
        EXPECT_EQ(canonical_json(json::value(element)), std::string(each.at("canonical").as_string()));
        EXPECT_EQ(state_hash(element_hash(element)), std::string(each.at("hash").as_string())) << given.at("id");
        sum += element_hash(element);
    }
    EXPECT_EQ(state_hash(sum), std::string(vectors.at("sum").as_string()));
    EXPECT_EQ(state_hash(0), "0000000000000000");
}

}  // namespace

}  // namespace pictbook::canvas
