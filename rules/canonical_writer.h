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

    void sorted(std::string_view key, const std::vector<std::string>& values)
    {
        // A hundred thousand phrases are compared by their first bytes, without a look at where they lie.
        std::vector<std::pair<std::uint64_t, std::string_view>> all;
        all.reserve(values.size());
        for (const std::string& each : values)
            all.emplace_back(first_bytes(each), each);
        std::sort(all.begin(), all.end());
        for (const auto& [ignored, each] : all)
            field(key, each);
    }

    void hours(std::string_view key, const day_hours& value)
    {
        field(key, std::int64_t{value.from.count()} * 10'000 + value.to.count());
    }

    std::string take() { return std::move(out_); }

private:
    // A number that orders texts as they are ordered, as far as it tells them apart.
    static std::uint64_t first_bytes(std::string_view text)
    {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < sizeof number; ++i)
            number = number << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
        return number;
    }

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
