// The people of the tests that use the shared server. They sign up once: hashing a password is slow on purpose.
#pragma once

#include "support/server.hpp"

namespace pictbook::test {

struct Cast {
    Person owner, editor, viewer, outsider, nobody;
    std::string owner_id, editor_id, viewer_id, outsider_id;
    std::string owner_email, editor_email, viewer_email, outsider_email;
};

/// Each has the role in every book of make_shared_book(), the outsider none; nobody has no session.
const Cast& cast();
/// A new book of the owner with the editor and the viewer in it; gives its id.
std::string make_shared_book(const std::string& visibility = "MEMBERS");
/// An id of the right form that nothing has.
inline const std::string kUnknownId = "c00000000000000000000000x";
/// Creates the element and gives its id.
std::string make_element(const Person& person, const std::string& book, const std::string& json);

/// A PNG of one pixel, for tests that need any image.
extern const std::string kDot;

/// One request and what must come back.
struct Case {
    const char* rule;
    const Person* person;
    std::string method, path, body;
    int status;
    std::string answer;  // the whole body when it begins with { or is a word, a part of it when it begins with …
};
void expect_all(const std::vector<Case>& cases);

}  // namespace pictbook::test
