// The text that hashes are made of: fields one behind the other, so that no two sequences of them give the
// same.
#pragma once

#include "rules/rule_set.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
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

} // namespace chatqc::rules
