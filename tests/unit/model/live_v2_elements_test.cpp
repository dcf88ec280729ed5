#include "model/live_v2_elements.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pictbook::model {

namespace {

template <class T>
std::set<std::string> members_of() {
    std::set<std::string> out;
    boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) { out.insert(member.name); });
    return out;
}

template <class... Kind>
void add_members(std::set<std::string>& out, std::set<std::string>& kinds, std::type_identity<std::variant<Kind...>>) {
    (out.merge(members_of<Kind>()), ...);
    (kinds.emplace(Kind::type), ...);
}

}  // namespace

TEST(LiveV2Elements, MayChangeInEveryMemberOfEveryKind) {  // DOC-8
    std::set<std::string> members, kinds, words;
    add_members(members, kinds, std::type_identity<PlacedElementMessage>());
    for (const char* fixed : {"id", "createdAt", "rev"}) members.erase(fixed);
    EXPECT_EQ(members_of<ElementMembers>(), members);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<ElementKind>>(
        [&](auto each) { words.insert(each.name); });
    EXPECT_EQ(words, kinds);
}

}  // namespace pictbook::model
