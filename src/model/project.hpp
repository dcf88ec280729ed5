// Books ("project" on the wire) and who belongs to them.
#pragma once

#include "base/clock.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

enum class Role { OWNER, EDITOR, VIEWER };
BOOST_DESCRIBE_ENUM(Role, OWNER, EDITOR, VIEWER)
inline std::string_view to_text(Role role) { return schema::to_text(role); }

/// Who may read a book: its members, any signed-in user who has the id, or everybody.
enum class Visibility { MEMBERS, LINK, PUBLIC };
BOOST_DESCRIBE_ENUM(Visibility, MEMBERS, LINK, PUBLIC)
inline std::string_view to_text(Visibility visibility) { return schema::to_text(visibility); }

struct Project {
    Id id;
    ProjectName name;
    Time createdAt;
    Time updatedAt;
};
BOOST_DESCRIBE_STRUCT(Project, (), (id, name, createdAt, updatedAt))

struct Member {
    Id userId;
    Id projectId;
    Email email;
    PersonName name;
    Role role = Role::VIEWER;
};
BOOST_DESCRIBE_STRUCT(Member, (), (userId, projectId, email, name, role))

struct NewProject {
    ProjectName name;
};
BOOST_DESCRIBE_STRUCT(NewProject, (), (name))

struct ProjectSettings {
    ProjectName name;
    Visibility visibility = Visibility::MEMBERS;
};
BOOST_DESCRIBE_STRUCT(ProjectSettings, (), (name, visibility))

struct Invitation {
    Email email;
    Role role = Role::VIEWER;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (email, role))

struct RoleChange {
    Role role = Role::VIEWER;
};
BOOST_DESCRIBE_STRUCT(RoleChange, (), (role))

}  // namespace pictbook::model
