// A new book for each test about elements.
#pragma once

#include <gtest/gtest.h>

#include "support/cast.hpp"

namespace pictbook::test {

inline const std::string kAbsent = R"({"message":"Element not found"})";
inline const std::string kUnauthorized = R"({"message":"Unauthorized"})";
/// What every kind has, as element_json() sends it.
inline const std::string kCommon =
    R"("x":1.5,"y":-2,"width":10,"height":20.25,"scaleX":1,"scaleY":0.5,"angle":0.75,"zIndex":3)";

inline std::string elements(const std::string& book) { return "/projects/" + book + "/elements"; }
inline std::string element(const std::string& id) { return "/elements/" + id; }

inline std::string add_image(const std::string& book) {
    return cast().editor.upload("/projects/" + book + "/images", {{"a.png", kDot}}).at("/0/id");
}

class Elements : public testing::Test {
protected:
    const std::string book_ = make_shared_book();
    const std::string all_ = elements(book_);
    const Person &owner_ = cast().owner, &editor_ = cast().editor;
};

}  // namespace pictbook::test
