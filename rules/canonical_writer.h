// The text that hashes are made of: fields one behind the other, so that no two sequences of them give the
// same; and the part of it that a detector makes.
#pragma once

#include "rules/rule_set.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::rules {

// "key=length:value\n": the length makes any two different sequences of fields different texts.
class canonical_writer {
public:
    void field(std::string_view key, std::string_view value)
    {
        out_ += key;
        out_ += '=';
        out_ += std::to_string(value.size());
        out_ += ':';
        out_ += value;
        out_ += '\n';
    }

    void field(std::string_view key, std::int64_t value)
    {
        field(key, std::string_view(std::to_string(value)));
    }

    template <class R, class P>
    void field(std::string_view key, const std::optional<std::chrono::duration<R, P>>& value)
    {
        if (value)
            field(key, std::int64_t{value->count()});
    }

    // Later keys speak only where they are used, so that what is without them keeps the hash it had before.
    void used(std::string_view key, bool value)
    {
        if (value)
            field(key, std::int64_t{1});
    }

    void sorted(std::string_view key, std::vector<std::string> values)
    {
        std::sort(values.begin(), values.end());
        for (const std::string& each : values)
            field(key, std::string_view(each));
    }

    void hours(std::string_view key, const day_hours& value)
    {
        field(key, std::int64_t{value.from.count()} * 10'000 + value.to.count());
    }

    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

// A set with the digests of its lists.
struct digested {
    const rule_set& set;
    const std::vector<std::string>& lists;
};

void write_profile(canonical_writer& out, const clock_profile& profile);
void write_detector(canonical_writer& out, const detector& value, const digested& from);

template <class T> std::vector<std::string> names_of(const std::vector<T>& values)
{
    std::vector<std::string> names;
    for (const T each : values)
        names.emplace_back(name_of(each));
    return names;
}

} // namespace chatqc::rules
