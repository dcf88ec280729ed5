// What lies on a canvas: docs/spec/elements.md.
#include "api/elements.hpp"

#include "api/paths.hpp"
#include "api/routes.hpp"
#include "api/writing.hpp"
#include "store/elements.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Body;
using http::Path;
using model::Element;
using model::Role;

namespace {

Error element_gone() { return http::failure(Fault::not_found, OfElement::absent); }

awaitable<Result<Element>> show(const Parts&, const Reader<WithElement>& reader) { co_return *reader.access().element; }

awaitable<Result<WrittenElements>> list(const Parts& parts, const Reader<OfProject>& reader) {
    co_return co_await list_elements(parts, reader.access());
}

awaitable<Result<Element>> create(const Parts& parts, const Member<Role::EDITOR>& editor,
                                  const Body<model::NewElement>& body) {
    auto insert = [&](db::Sql& sql) { return store::create_element(sql, editor.project_id(), body.value, now()); };
    co_return co_await write_in_book(parts, editor.project_id(), insert, refusal(Role::EDITOR));
}

/// The place in the array stands before the place in the element.
Error at_index(Error error, std::size_t index) {
    for (Issue& issue : error.issues) issue.property = "/" + std::to_string(index) + issue.property;
    return error;
}

awaitable<Result<Message>> create_many(const Parts& parts, const Member<Role::EDITOR>& editor,
                                       const Body<std::vector<model::NewElement>>& body) {
    auto insert = [&](db::Sql& sql) -> awaitable<Result<Message>> {
        const Time time = now();
        for (std::size_t i = 0; i < body->size(); ++i) {
            // A millisecond apart, so that elements of one height lie as they were given.
            const Result<Element> made =
                co_await store::create_element(sql, editor.project_id(), (*body)[i], time + Milliseconds(i));
            if (!made) co_return at_index(made.error(), i);
        }
        co_return Message{"success"};
    };
    co_return co_await write_in_book(parts, editor.project_id(), insert, refusal(Role::EDITOR));
}

awaitable<Result<Message>> upsert_many(const Parts& parts, const Member<Role::EDITOR>& editor,
                                       const Body<std::vector<model::ElementUpsert>>& body) {
    auto upsert = [&](db::Sql& sql) -> awaitable<Result<Message>> {
        const Time time = now();
        for (std::size_t i = 0; i < body->size(); ++i) {
            const Result<void> done =
                co_await store::upsert_element(sql, editor.project_id(), (*body)[i], time + Milliseconds(i));
            if (!done) co_return at_index(done.error(), i);
        }
        co_return Message{"success"};
    };
    co_return co_await write_in_book(parts, editor.project_id(), upsert, refusal(Role::EDITOR));
}

awaitable<Result<Element>> update(const Parts& parts, const Member<Role::EDITOR, OfElement>& editor,
                                  const Path<ById>& path, const Body<model::ElementPatch>& body) {
    auto change = [&](db::Sql& sql) {
        return store::update_element(sql, editor.project_id(), path.id.value, body.value, now());
    };
    co_return co_await write_in_book(parts, editor.project_id(), change, element_gone());
}

awaitable<Result<Message>> remove_one(const Parts& parts, const Member<Role::EDITOR, OfElement>& editor,
                                      const Path<ById>& path) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<Message>> {
        const bool removed = co_await store::remove_element(sql, path.id.value);
        if (!removed) co_return element_gone();
        co_return Message{"Element deleted successfully"};
    };
    co_return co_await write_in_book(parts, editor.project_id(), remove, element_gone());
}

}  // namespace

awaitable<WrittenElements> list_elements(const Parts& parts, const BookAccess& access) {
    if (const std::string* kept = parts.listings.find(access.project_id, access.revision))
        co_return WrittenElements{*kept};
    const store::ElementList list = co_await store::list_elements(parts.db, access.project_id);
    std::string json = schema::to_json(list.elements);
    if (list.revision) parts.listings.keep(access.project_id, *list.revision, json);
    co_return WrittenElements{std::move(json)};
}

Table element_routes() {
    constexpr const char* kOtherType = "The element is of another type";
    return {
        http::get<"/elements/:id">(show, {"One element", "Elements"}),
        http::put<"/elements/:id">(update, {"Change any fields of an element; type says which kind it is",
                                            "Elements",
                                            {{Fault::conflict, kOtherType}}}),
        http::remove<"/elements/:id">(remove_one, {"Delete an element; its photo stays in the book", "Elements"}),
        http::get<"/projects/:id/elements">(list, {"The elements of a book, lowest first", "Elements"}),
        http::post<"/projects/:id/elements">(create, {"Add an element", "Elements"}),
        http::post<"/projects/:id/elements/bulk">(create_many, {"Add elements, all or none", "Elements"}),
        http::put<"/projects/:id/elements/bulk">(
            upsert_many, {"Add or replace elements by their ids, all or none",
                          "Elements",
                          {{Fault::not_found, OfElement::absent}, {Fault::conflict, kOtherType}}}),
    };
}

}  // namespace pictbook::api
