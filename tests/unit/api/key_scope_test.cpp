// What an API key must be made for, by a route's verb and least role.
#include <gtest/gtest.h>

#include "api/access.hpp"

namespace pictbook::api {
namespace {

using enum http::Verb;
using model::KeyScope;
using model::Role;

// KEY-9
TEST(KeyScope, OfReadingIsReadWhoeverMay) {
    for (const http::Verb verb : {get, head}) {
        EXPECT_EQ(scope_needed(verb), KeyScope::read);
        for (const Role least : {Role::OWNER, Role::EDITOR, Role::VIEWER})
            EXPECT_EQ(scope_needed(verb, least), KeyScope::read);
    }
}

// KEY-9: what nobody thought of needs the widest.
TEST(KeyScope, OfWritingIsWriteForWhatEditorsMayAndAdminForTheRest) {
    for (const http::Verb verb : {post, put, patch, http::Verb::remove, options, other}) {
        EXPECT_EQ(scope_needed(verb, Role::EDITOR), KeyScope::write);
        EXPECT_EQ(scope_needed(verb, Role::OWNER), KeyScope::admin);
        EXPECT_EQ(scope_needed(verb, Role::VIEWER), KeyScope::admin);
        EXPECT_EQ(scope_needed(verb), KeyScope::admin);
    }
}

}  // namespace
}  // namespace pictbook::api
