// What the conditions of an expression hit in a session: where each looks, and what it finds there.
#pragma once

#include "tests/model/detectors.h"

namespace chatqc::model {

// A hit: a message, or a span of it in characters.
struct hit {
    std::size_t at = 0;
    std::size_t from = 0, to = 0;
    bool disguised = false; // it is none but for words in disguise
};

// Whether one message is all that is looked at: then edits are judged too.
bool needs_one_message(const rules::expression_detector& how);

class seen_by_conditions {
public:
    // Messages [begin, until) of the session. `instead` stands for the text of the only one.
    seen_by_conditions(
        const judging& here,
        const rules::expression_detector& how,
        std::size_t begin,
        std::size_t until,
        const std::string* instead = nullptr
    );

    // Of one condition: the messages it looks at, from the session's first; its hits in its range.
    [[nodiscard]] const std::vector<std::size_t>& looked(std::uint32_t index) const { return looked_[index]; }

    [[nodiscard]] const std::vector<hit>& hits(std::uint32_t index) const { return hits_[index]; }

private:
    [[nodiscard]] const rules::condition& condition(std::uint32_t index) const
    {
        return how_.conditions[index];
    }

    [[nodiscard]] const std::string& text(std::size_t at) const;
    [[nodiscard]] bool looks_at(std::uint32_t index, std::size_t at) const;
    [[nodiscard]] bool is_at_characters(std::uint32_t index) const;
    [[nodiscard]] std::vector<hit> hits_of(std::uint32_t index) const;
    void add_phrases(
        std::uint32_t index, const rules::phrase_detector& phrase, std::size_t at, std::vector<hit>& to
    ) const;
    [[nodiscard]] bool
    came_after(std::uint32_t index, const rules::interval_condition& interval, std::size_t at) const;
    [[nodiscard]] std::size_t position(std::uint32_t index, std::size_t at) const; // from 1
    [[nodiscard]] std::vector<hit> in_range(std::uint32_t index, std::vector<hit> hits) const;

    const judging& here_;
    const rules::expression_detector& how_;
    std::size_t begin_;
    const std::string* instead_;
    std::vector<std::vector<std::size_t>> looked_; // by condition
    std::vector<std::vector<hit>> hits_;           // by condition, in their range
};

} // namespace chatqc::model
