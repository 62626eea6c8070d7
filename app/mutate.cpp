#include "app/mutate.h"

#include "app/rule_test_runner.h"
#include "engine/hash.h"

#include <algorithm>
#include <map>
#include <set>
#include <variant>

namespace chatqc::app {

namespace {

constexpr std::size_t missed_max = 100;

struct words {
    std::size_t begin;
    std::size_t end;
};

// By line of the chat; spans that overlap are one stretch of words.
using words_by_line = std::map<std::size_t, std::vector<words>>;

words_by_line words_of(const engine::verdict& value, const rules::test_case& test)
{
    words_by_line all;
    for (const engine::span& each : value.receipt.spans) {
        const auto line = line_of(each.message);
        if (line && *line < test.chat.size())
            all[*line].push_back({each.begin, each.end});
    }
    for (auto& [line, spans] : all) {
        std::sort(spans.begin(), spans.end(), [](const words& a, const words& b) {
            return a.begin < b.begin;
        });
        std::vector<words> apart;
        for (const words& each : spans) {
            if (!apart.empty() && each.begin < apart.back().end)
                apart.back().end = std::max(apart.back().end, each.end);
            else
                apart.push_back(each);
        }
        spans = std::move(apart);
    }
    return all;
}

// The test with all of these words in disguise; nothing if some offer no hold: then the rule would fire
// anyway.
std::optional<rules::test_case>
disguised_test(const rules::test_case& test, const words_by_line& all, disguise_kind kind, dice& chance)
{
    rules::test_case made = test;
    for (const auto& [line, spans] : all) {
        std::string& text = made.chat[line].text;
        for (auto each = spans.rbegin(); each != spans.rend(); ++each) {
            const auto other = disguised(text.substr(each->begin, each->end - each->begin), kind, chance);
            if (!other)
                return std::nullopt;
            text.replace(each->begin, each->end - each->begin, *other);
        }
    }
    return made;
}

const rules::expression* expression_of(const rules::rule& one, const rules::rule_set& set)
{
    if (const auto* pattern = std::get_if<rules::pattern_detector>(&one.detect))
        return &set.patterns[pattern->pattern];
    const auto* said = std::get_if<rules::policy_detector>(&one.detect);
    return said == nullptr || said->patterns.empty() ? nullptr : &set.patterns[said->patterns.front()];
}

// Whose words make the rule fire; of what must not be said the first of its lists speaks for all.
const rules::phrase_list* list_of(const rules::rule& one, const rules::rule_set& set)
{
    if (const auto* said = std::get_if<rules::policy_detector>(&one.detect)) {
        const auto& from = said->lists.empty() ? said->about : said->lists;
        return from.empty() ? nullptr : &set.lists[from.front()];
    }
    const auto* phrase = std::get_if<rules::phrase_detector>(&one.detect);
    const auto list = phrase != nullptr ? std::optional(phrase->list) : rules::sought_list(one.detect);
    return list ? &set.lists[*list] : nullptr;
}

class mutator {
public:
    mutator(const std::shared_ptr<const engine::unit>& unit, const mutation_options& options)
        : unit_(unit), options_(options)
    {
    }

    void take(const rules::test_case& test)
    {
        if (!test.expect || test.expect->empty())
            return;
        std::set<std::string> expected;
        for (const auto& each : *test.expect)
            expected.insert(each.rule);
        for (const engine::verdict& each : verdicts_of(test, unit_)) {
            // Words that are in disguise already are not disguised twice.
            const auto all = each.receipt.evasion ? words_by_line{} : words_of(each, test);
            if (expected.contains(each.rule) && !all.empty() && !is_about_links(each.rule))
                try_all(test, each, all);
        }
    }

    std::vector<mutated_rule> finish()
    {
        std::vector<mutated_rule> all;
        for (auto& [id, one] : rules_)
            all.push_back(std::move(one));
        return all;
    }

private:
    // A link in disguise leads nowhere.
    [[nodiscard]] bool is_about_links(const std::string& rule) const
    {
        const auto& all = unit_->rules->rules;
        return std::any_of(all.begin(), all.end(), [&](const rules::rule& each) {
            const auto* said = std::get_if<rules::policy_detector>(&each.detect);
            return each.id == rule && said != nullptr && said->what == rules::policy::link_policy;
        });
    }

    void try_all(const rules::test_case& test, const engine::verdict& plain, const words_by_line& all)
    {
        mutated_rule& one = entry(plain.rule);
        for (std::size_t kind = 0; kind < disguise_kinds; ++kind) {
            const std::string named = test.name + '\n' + plain.rule + '\n' + plain.anchor;
            dice chance(engine::hash_bytes(named) ^ (options_.seed * disguise_kinds + kind));
            for (std::uint32_t round = 0; round < options_.rounds; ++round)
                try_one(test, plain, all, static_cast<disguise_kind>(kind), chance, one);
        }
    }

    void try_one(
        const rules::test_case& test,
        const engine::verdict& plain,
        const words_by_line& all,
        disguise_kind kind,
        dice& chance,
        mutated_rule& to
    )
    {
        const auto changed = disguised_test(test, all, kind, chance);
        if (!changed)
            return;
        const auto found = verdicts_of(*changed, unit_);
        const bool is_caught = std::any_of(found.begin(), found.end(), [&](const engine::verdict& each) {
            return each.rule == plain.rule && each.anchor == plain.anchor;
        });
        caught_share& share = to.by_kind[static_cast<std::size_t>(kind)];
        ++share.tried;
        share.caught += is_caught ? 1U : 0U;
        if (!is_caught && to.missed.size() < missed_max)
            to.missed.push_back({kind, test.name, changed->chat[all.rbegin()->first].text});
    }

    mutated_rule& entry(const std::string& id)
    {
        const auto [found, is_new] = rules_.try_emplace(id);
        if (is_new) {
            const rules::rule_set& set = *unit_->rules;
            found->second.rule = id;
            const auto rule = std::find_if(set.rules.begin(), set.rules.end(), [&](const rules::rule& each) {
                return each.id == id;
            });
            if (const auto* list = list_of(*rule, set)) {
                found->second.list = list->name;
                found->second.homophones = list->homophones;
                found->second.shapes = list->shapes;
                found->second.letters = list->letters;
            } else if (const auto* expression = expression_of(*rule, set)) {
                found->second.shapes = expression->shapes;
                found->second.letters = expression->letters;
            }
        }
        return found->second;
    }

    const std::shared_ptr<const engine::unit>& unit_;
    mutation_options options_;
    std::map<std::string, mutated_rule> rules_;
};

} // namespace

caught_share& caught_share::operator+=(const caught_share& other)
{
    tried += other.tried;
    caught += other.caught;
    return *this;
}

double caught_share::percent() const
{
    return tried == 0 ? 100 : static_cast<double>(caught * 1000 / tried) / 10;
}

bool mutated_rule::is_asked(disguise_kind kind) const
{
    switch (kind) {
    case disguise_kind::homophone:
        return homophones;
    case disguise_kind::pinyin:
        return letters && !list.empty(); // of expressions only words are abbreviated
    case disguise_kind::letters:
        return letters;
    case disguise_kind::shape:
        return shapes;
    default:
        return true;
    }
}

caught_share mutated_rule::asked() const
{
    caught_share sum;
    for (std::size_t kind = 0; kind < disguise_kinds; ++kind)
        if (is_asked(static_cast<disguise_kind>(kind)))
            sum += by_kind[kind];
    return sum;
}

caught_share mutated_rule::but_sounds() const
{
    caught_share sum;
    for (std::size_t kind = 0; kind < disguise_kinds; ++kind)
        if (kind != static_cast<std::size_t>(disguise_kind::homophone) &&
            kind != static_cast<std::size_t>(disguise_kind::pinyin))
            sum += by_kind[kind];
    return sum;
}

std::vector<mutated_rule> mutate(
    const std::vector<rules::test_case>& tests,
    const std::shared_ptr<const engine::unit>& unit,
    const mutation_options& options
)
{
    mutator one(unit, options);
    for (const rules::test_case& each : tests)
        one.take(each);
    return one.finish();
}

} // namespace chatqc::app
