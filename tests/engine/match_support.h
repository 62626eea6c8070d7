// Small helpers of the matcher's tests: make a matcher that must compile, scan once, write hits down.
#pragma once

#include "engine/match/matcher.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::engine::test {

inline std::shared_ptr<const matcher> make_matcher(const match_source& source)
{
    std::vector<pattern_error> errors;
    auto made = matcher::compile(source, nullptr, errors);
    for (const auto& one : errors) {
        FAIL("pattern ", one.expression, ": ", one.message);
    }
    REQUIRE(made != nullptr);
    return made;
}

inline std::vector<hit> hits_in(const match_source& source, std::string_view text)
{
    scanner one(make_matcher(source));
    std::vector<hit> hits;
    one.scan(text, hits);
    return hits;
}

// The bytes of every hit in order, with | between them and * after disguised ones.
inline std::string render(const std::vector<hit>& hits, std::string_view text)
{
    std::string written;
    for (const hit& one : hits) {
        written += written.empty() ? "" : "|";
        written += text.substr(one.begin, one.end - one.begin);
        written += one.disguised ? "*" : "";
    }
    return written;
}

} // namespace chatqc::engine::test
