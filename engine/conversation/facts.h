// What one message says by itself, found once when it arrives: its hits and what rounds need to know of its
// text.
#pragma once

#include "engine/match/matcher.h"
#include "engine/message.h"
#include "engine/unit.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::engine {

struct message_facts {
    const unit* judged_by = nullptr; // whose lists the hits index; kept alive by the plans
    std::vector<hit> hits;           // sorted as scanner::scan gives them
    std::uint32_t characters = 0;    // code points of the text
    bool bare_acknowledgement =
        false;             // SPEC §4: nothing but blanks and emoji, or at most 8 characters of list `ack`
    bool approved = false; // nothing but one phrase of list `approved_snippets`
    bool asks_or_waits = false; // holds ? or ？, or a phrase of list `asks` or `wait`

    // The hits of one list or pattern, as a range of `hits`.
    [[nodiscard]] std::pair<const hit*, const hit*> of(hit::origin from, std::uint32_t source) const;
};

// Characters left of a text once emoji (codes), blanks and punctuation are gone, if each of them stands in
// one of the hits; else nothing. `normal` is the text's normal form.
[[nodiscard]] std::optional<std::uint32_t> characters_wholly_of(
    std::string_view text, const normal_form& normal, std::pair<const hit*, const hit*> hits
);

// Whether one of the hits is all of the text, as above.
[[nodiscard]] bool
is_one_of(std::string_view text, const normal_form& normal, std::pair<const hit*, const hit*> hits);

// Characters left then that stand in none of the hits.
[[nodiscard]] std::uint32_t characters_outside(
    std::string_view text,
    const normal_form& normal,
    const std::vector<std::pair<const hit*, const hit*>>& hits
);

// One thread's scratch for one unit.
class fact_finder {
public:
    explicit fact_finder(std::shared_ptr<const unit> judged_by);

    [[nodiscard]] message_facts find(const message& value);

private:
    std::shared_ptr<const unit> unit_;
    scanner scanner_;
};

// The finders of one shard, by unit.
class fact_finders {
public:
    [[nodiscard]] message_facts find(const std::shared_ptr<const unit>& judged_by, const message& value);

    // Those of other units are made again when a message needs them.
    void let_go(const std::function<bool(const unit&)>& is_needed);

    [[nodiscard]] std::size_t size() const { return finders_.size(); }

private:
    std::map<const unit*, fact_finder> finders_;
};

} // namespace chatqc::engine
