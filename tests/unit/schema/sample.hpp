// A struct with every kind of field, for the tests of decoding, encoding and describing.
#pragma once

#include "schema/decode.hpp"
#include "schema/describe.hpp"
#include "schema/encode.hpp"

namespace pictbook::schema::sample {

struct Title : Text {
    using Text::Text;
    static constexpr TextRule rule{
        .min = 2, .max = 5, .example = "Tea", .about = "What it is called", .format = "title"};
};

struct Weight : Number {
    using Number::Number;
    static constexpr NumberRule rule{.example = 1.5, .about = "In grams"};
};

struct Rank : Integer {
    using Integer::Integer;
    static constexpr IntegerRule rule{.min = -3, .max = 10, .example = 7};
};

enum class Mood { GLAD, SAD };
BOOST_DESCRIBE_ENUM(Mood, GLAD, SAD)

struct Base {
    Title title;
};
BOOST_DESCRIBE_STRUCT(Base, (), (title))

struct Leaf {
    double x = 0;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (x))

struct Tree : Base {
    Weight weight;
    std::optional<Rank> rank;
    Mood mood = Mood::GLAD;
    bool ripe = false;
    Time planted{};
    std::string note;
    std::vector<Leaf> leaves;
    std::optional<Leaf> best;
};
BOOST_DESCRIBE_STRUCT(Tree, (Base), (weight, rank, mood, ripe, planted, note, leaves, best))

struct Cat : Base {
    static constexpr std::string_view type = "CAT";
    Rank lives;
};
BOOST_DESCRIBE_STRUCT(Cat, (Base), (lives))

struct Dog {
    static constexpr std::string_view type = "DOG";
    std::optional<Title> trick;
};
BOOST_DESCRIBE_STRUCT(Dog, (), (trick))

using Pet = std::variant<Cat, Dog>;
using PetPatch = std::variant<Patch<Cat>, Patch<Dog>>;

/// A cat whose patches say which.
struct NamedCat : Cat {
    static constexpr std::string_view patch_key = "title";
};
BOOST_DESCRIBE_STRUCT(NamedCat, (Cat), ())

/// Told apart by `is`.
struct Fed {
    static constexpr Tag tag{"is", "fed"};
    Mood type = Mood::GLAD;
    Omittable<Rank> meals;
};
BOOST_DESCRIBE_STRUCT(Fed, (), (type, meals))
struct Lost {
    static constexpr Tag tag{"is", "lost"};
};
BOOST_DESCRIBE_STRUCT(Lost, (), ())
using Fate = std::variant<Fed, Lost>;

inline const std::string kTree =
    R"({"title":"Oak","weight":2.5,"rank":null,"mood":"SAD","ripe":true,"planted":"2025-01-02T03:04:05.678Z",)"
    R"("note":"","leaves":[{"x":1},{"x":-0.5}],"best":null})";

}  // namespace pictbook::schema::sample
