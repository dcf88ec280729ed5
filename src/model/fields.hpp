// The vocabulary: every constrained value of the wire, declared once with its example.
#pragma once

#include "schema/fields.hpp"

namespace pictbook::model {

/// 25 characters for projects, elements and images, 32 for users and sessions. In a path, a text that can't be an id
/// is the id of nothing (http/extract.hpp).
struct Id : schema::Text {
    using Text::Text;
    static constexpr bool is_id = true;
    static constexpr schema::TextRule rule{.max = 64, .example = "cm3x1k2v90000qwerty123456"};
};

struct ProjectName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.min = 3, .max = 100, .example = "Summer in Kyoto"};
};

struct PersonName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.min = 2, .max = 100, .example = "Ada Lovelace"};
};

struct Email : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.max = 320, .example = "ada@example.com"};
};

struct Coordinate : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 120.5, .about = "In canvas units; the canvas has no edge"};
};

struct Length : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 200, .about = "In canvas units"};
};

struct Scale : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 1};
};

struct Angle : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 0, .about = "Radians"};
};

struct StackOrder : schema::Integer {
    using Integer::Integer;
    static constexpr schema::IntegerRule rule{.example = 1, .about = "Higher lies on top"};
};

struct Color : schema::Integer {
    using Integer::Integer;
    static constexpr schema::IntegerRule rule{.example = 0xFF8800, .about = "0xRRGGBB"};
};

struct FontSize : schema::Integer {
    using Integer::Integer;
    static constexpr schema::IntegerRule rule{.example = 16, .about = "In canvas units"};
};

struct FontFamily : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "Arial"};
};

struct Content : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "Hello"};
};

}  // namespace pictbook::model
