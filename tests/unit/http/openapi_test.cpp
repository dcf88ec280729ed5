// The API document follows from the routes' types: paths, parameters, bodies, answers and failures.
#include "http/openapi.hpp"

#include <gtest/gtest.h>

#include "http/extract.hpp"
#include "model/project.hpp"

namespace pictbook::http {

struct Shop {};
struct Visitor {};

template <>
struct Extract<Shop, Visitor> {
    static constexpr bool is_access = true;
    static boost::asio::awaitable<Result<Visitor>> from(const Shop&, Request&) { co_return Visitor(); }
    static void describe(Operation& operation) {
        operation.session = Operation::Session::needed;
        operation.add_failure(Fault::unauthorized, "Unauthorized", Shape::text);
    }
};

namespace {

using boost::asio::awaitable;

struct BookId {
    model::Id id;
};
BOOST_DESCRIBE_STRUCT(BookId, (), (id))
struct ProjectFilter {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(ProjectFilter, (), (name))

awaitable<Result<std::vector<model::Project>>> list(const Shop&, const Visitor&, const Query<ProjectFilter>&) {
    co_return std::vector<model::Project>();
}
awaitable<Result<model::Project>> rename(const Shop&, const Visitor&, const Path<BookId>&,
                                         const Body<model::NewProject>&) {
    co_return model::Project();
}
awaitable<Result<Response>> page(const Shop&, const Visitor&) { co_return Response::html(200, ""); }

schema::json::value document() {
    Router router;
    router.mount<Shop>(
        {get<"/">(page, {"A page", "Pages"}), get<"/books">(list, {"All books", "Books"}),
         put<"/books/:id">(rename, {"Rename a book", "Books", {{Fault::conflict, "The name is taken"}}})},
        nullptr);
    const About about{"Shop", "2.0", "Sells.", "shop.session", {{"Books", "What is sold"}}, "Keys."};
    return openapi(router, about, [](schema::Definitions& definitions) {
        definitions.schemas["Event"] = schema::json::object{{"type", "string"}};
        return schema::json::object{{"/live", schema::json::object()}};
    });
}

/// The value at a JSON pointer as text; empty when there is none.
std::string at(const schema::json::value& value, const char* pointer) {
    boost::system::error_code error;
    const schema::json::value* found = value.find_pointer(pointer, error);
    std::string out;
    if (found && !error) schema::write_json(out, *found);
    return out;
}

TEST(OpenApi, SaysWhatItIsAbout) {
    const auto all = document();
    EXPECT_EQ(at(all, "/openapi"), R"("3.1.0")");
    EXPECT_EQ(at(all, "/info"), R"({"title":"Shop","version":"2.0","description":"Sells."})");
    EXPECT_EQ(at(all, "/tags/0/name"), R"("Books")");
    EXPECT_EQ(at(all, "/components/securitySchemes/session"),
              R"({"type":"apiKey","in":"cookie","name":"shop.session"})");
    EXPECT_EQ(at(all, "/components/securitySchemes/key"), R"({"type":"http","scheme":"bearer","description":"Keys."})");
}

TEST(OpenApi, HasEveryRouteUnderItsPath) {
    const auto all = document();
    EXPECT_EQ(at(all, "/paths/~1/get/operationId"), R"("get")");
    EXPECT_EQ(at(all, "/paths/~1books/get/operationId"), R"("get-books")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/operationId"), R"("put-books-id")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/summary"), R"("Rename a book")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/tags"), R"(["Books"])");
    EXPECT_EQ(at(all, "/paths/~1live"), "{}");
    EXPECT_EQ(at(all, "/components/schemas/Event"), R"({"type":"string"})");
}

TEST(OpenApi, ReadsArgumentsFromTheFunctionsType) {
    const auto all = document();
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/parameters/0/name"), R"("id")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/parameters/0/in"), R"("path")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/parameters/0/required"), "true");
    EXPECT_EQ(at(all, "/paths/~1books/get/parameters/0/in"), R"("query")");
    EXPECT_EQ(at(all, "/paths/~1books/get/parameters/0/required"), "false");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/requestBody/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/NewProject"})");
    EXPECT_EQ(at(all, "/components/schemas/NewProject/required"), R"(["name"])");
    EXPECT_EQ(at(all, "/components/schemas/NewProject/properties/name/minLength"), "3");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/security"), R"([{"session":[]}])");
}

TEST(OpenApi, ReadsTheAnswerFromTheResultsType) {
    const auto all = document();
    EXPECT_EQ(at(all, "/paths/~1books/get/responses/200/content/application~1json/schema"),
              R"({"type":"array","items":{"$ref":"#/components/schemas/Project"}})");
    EXPECT_NE(at(all, "/components/schemas/Project/properties/createdAt"), "");
    EXPECT_EQ(at(all, "/paths/~1/get/responses/200"), "") << "a page describes itself";
}

TEST(OpenApi, ListsTheFailuresThatArgumentsAndTableBring) {
    const auto all = document();
    EXPECT_NE(at(all, "/paths/~1books/get/responses/401"), "");
    EXPECT_EQ(at(all, "/paths/~1books/get/responses/422"), "");
    for (const char* status : {"400", "401", "409", "413", "422"})
        EXPECT_NE(at(all, ("/paths/~1books~1{id}/put/responses/" + std::string(status)).c_str()), "") << status;
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/responses/409/description"), R"("The name is taken")");
    EXPECT_EQ(at(all, "/paths/~1books~1{id}/put/responses/422/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/ValidationError"})");
}

}  // namespace
}  // namespace pictbook::http
