#include "rules/vocabulary.h"

#include <doctest/doctest.h>

namespace chatqc {

TEST_SUITE("rules.values")
{
    TEST_CASE("every spelling comes back")
    {
        using namespace rules;
        for (int i = 0; i <= static_cast<int>(role::system); ++i)
            CHECK(role_of(name_of(static_cast<role>(i))) == static_cast<role>(i));
        for (int i = 0; i <= static_cast<int>(kind::event); ++i)
            CHECK(kind_of(name_of(static_cast<kind>(i))) == static_cast<kind>(i));
        for (int i = 1; i <= static_cast<int>(event::blocked); ++i)
            CHECK(event_of(name_of(static_cast<event>(i))) == static_cast<event>(i));
        for (int i = 0; i <= static_cast<int>(level::critical); ++i)
            CHECK(level_of(name_of(static_cast<level>(i))) == static_cast<level>(i));
        for (int i = 0; i <= static_cast<int>(category::compliance); ++i)
            CHECK(category_of(name_of(static_cast<category>(i))) == static_cast<category>(i));
        for (int i = 0; i <= static_cast<int>(mode::off); ++i)
            CHECK(mode_of(name_of(static_cast<mode>(i))) == static_cast<mode>(i));
    }

    TEST_CASE("the wire's words")
    {
        CHECK(rules::name_of(rules::role::autoreply) == "autoreply");
        CHECK(rules::name_of(rules::event::rating_invite) == "rating_invite");
        CHECK(rules::name_of(rules::event::blocked) == "blocked");
        CHECK(rules::name_of(rules::event::none) == "");
        CHECK_FALSE(rules::event_of("").has_value());
        CHECK_FALSE(rules::role_of("Agent").has_value());
        CHECK_FALSE(rules::kind_of("text ").has_value());
    }
}

} // namespace chatqc
