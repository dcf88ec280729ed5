#include "schema/describe.hpp"

#include <gtest/gtest.h>

#include "unit/schema/sample.hpp"

namespace pictbook::schema {

namespace {

using namespace sample;

template <class T>
std::string schema_text(Definitions& definitions) {
    std::string out;
    write_json(out, schema_of<T>(definitions));
    return out;
}

std::string text_of(const json::value& value) {
    std::string out;
    write_json(out, value);
    return out;
}

/// Of Tree, as pretty_json prints it.
constexpr const char* kTreeSchema = R"({
  "type": "object",
  "properties": {
    "title": {
      "type": "string",
      "minLength": 2,
      "maxLength": 5,
      "format": "title",
      "description": "What it is called",
      "examples": [
        "Tea"
      ]
    },
    "weight": {
      "type": "number",
      "description": "In grams",
      "examples": [
        1.5
      ]
    },
    "rank": {
      "type": [
        "integer",
        "null"
      ],
      "minimum": -3,
      "maximum": 10,
      "examples": [
        7
      ]
    },
    "mood": {
      "type": "string",
      "enum": [
        "GLAD",
        "SAD"
      ]
    },
    "ripe": {
      "type": "boolean"
    },
    "planted": {
      "type": "string",
      "format": "date-time"
    },
    "note": {
      "type": "string"
    },
    "leaves": {
      "type": "array",
      "items": {
        "$ref": "#/components/schemas/Leaf"
      }
    },
    "best": {
      "anyOf": [
        {
          "$ref": "#/components/schemas/Leaf"
        },
        {
          "type": "null"
        }
      ]
    }
  },
  "required": [
    "title",
    "weight",
    "mood",
    "ripe",
    "planted",
    "note",
    "leaves"
  ]
}
)";

}  // namespace

TEST(Describe, GivesAStructItsWholeSchema) {  // DOC-5
    Definitions definitions;
    EXPECT_EQ(schema_text<Tree>(definitions), R"({"$ref":"#/components/schemas/Tree"})");
    EXPECT_EQ(pretty_json(definitions.schemas.at("Tree")), kTreeSchema);
    EXPECT_EQ(text_of(definitions.schemas.at("Leaf")),
              R"({"type":"object","properties":{"x":{"type":"number"}},"required":["x"]})");
}

TEST(Describe, TellsAUnionByAnotherMember) {
    Definitions definitions;
    EXPECT_EQ(
        schema_text<Fate>(definitions),
        R"({"oneOf":[{"$ref":"#/components/schemas/Fed"},{"$ref":"#/components/schemas/Lost"}],)"
        R"("discriminator":{"propertyName":"is","mapping":{"fed":"#/components/schemas/Fed","lost":"#/components/schemas/Lost"}}})");
    EXPECT_EQ(text_of(definitions.schemas.at("Lost")),
              R"({"type":"object","properties":{"is":{"type":"string","const":"lost"}},"required":["is"]})");
    const json::value& fed = definitions.schemas.at("Fed");
    EXPECT_EQ(text_of(fed.at("properties").at("meals").at("type")), R"("integer")");
    EXPECT_EQ(text_of(fed.at("required")), R"(["is","type"])");
    EXPECT_EQ(example_json<Fate>(), R"({"is":"fed","type":"GLAD","meals":7})");
}

TEST(Describe, NeedsTheKeyOfAPatch) {
    Definitions definitions;
    schema_of<Patch<NamedCat>>(definitions);
    EXPECT_EQ(text_of(definitions.schemas.at("NamedCatPatch").at("required")), R"(["type","title"])");
}

TEST(Describe, TellsAUnionByItsType) {
    Definitions definitions;
    EXPECT_EQ(
        schema_text<Pet>(definitions),
        R"({"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],)"
        R"("discriminator":{"propertyName":"type","mapping":{"CAT":"#/components/schemas/Cat","DOG":"#/components/schemas/Dog"}}})");
    EXPECT_EQ(text_of(definitions.schemas.at("Dog").at("properties").at("type")), R"({"type":"string","const":"DOG"})");
    EXPECT_EQ(text_of(definitions.schemas.at("Dog").at("required")), R"(["type"])");
}

TEST(Describe, NeedsOnlyTheTypeOfAPatch) {
    Definitions definitions;
    schema_text<PetPatch>(definitions);
    EXPECT_EQ(text_of(definitions.schemas.at("CatPatch").at("required")), R"(["type"])");
    EXPECT_TRUE(definitions.schemas.at("CatPatch").at("properties").as_object().contains("lives"));
}

TEST(Describe, NamesAStructOnce) {
    Definitions definitions;
    schema_text<Leaf>(definitions);
    schema_text<std::vector<Leaf>>(definitions);
    schema_text<Tree>(definitions);
    EXPECT_EQ(definitions.schemas.size(), 2u);
}

TEST(Describe, GivesExamplesThatFit) {  // DOC-5
    EXPECT_TRUE(decode<Tree>(example_of<Tree>(), "body"));
    EXPECT_TRUE(decode<Pet>(example_of<Pet>(), "body"));
    EXPECT_TRUE(decode<Patch<Cat>>(example_of<Patch<Cat>>(), "body"));
    EXPECT_EQ(example_json<Dog>(), R"({"type":"DOG","trick":"Tea"})");
}

}  // namespace pictbook::schema
