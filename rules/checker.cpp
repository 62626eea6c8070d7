#include "rules/checker.h"

#include "rules/built_in.h"
#include "rules/campaigns.h"
#include "rules/canonical.h"
#include "rules/lint.h"
#include "rules/overrides.h"
#include "rules/profiles.h"
#include "rules/rule_reader.h"
#include "rules/shops.h"

#include <algorithm>
#include <set>
#include <utility>

namespace chatqc::rules {

namespace {

class checker {
public:
    explicit checker(const std::vector<pack_bundle>& packs)
    {
        for (const pack_bundle& each : packs)
            documents_.push_back(std::make_unique<const pack_document>(read_pack(each, report_)));
        built_in_ = std::make_unique<const pack_document>(read_pack(built_in_bundle(), report_));
    }

    check_result run()
    {
        read_profiles(built_in_->profiles, draft_.set, report_);
        for (const auto& pack : documents_)
            read_profiles(pack->profiles, draft_.set, report_);
        for (const auto& pack : documents_)
            read_settings(*pack);
        draft_.own_shops = draft_.set.shops.size();
        add_platforms(built_in_->platforms, *built_in_, draft_, report_);
        for (const auto& pack : documents_)
            lists_.push_back(std::make_unique<pack_lists>(*pack, draft_, report_));
        merge_lists();
        for (const auto& pack : documents_)
            read_campaigns(*pack, draft_, report_);
        for (std::size_t i = 0; i < documents_.size(); ++i)
            conditions_.push_back(
                std::make_unique<pack_conditions>(*documents_[i], *lists_[i], draft_, report_)
            );
        read_rules();
        hash();
        return finish();
    }

private:
    void read_settings(const pack_document& pack)
    {
        draft_.set.packs.push_back({pack.name, pack.language, pack.version});
        read_default_calendar(pack, draft_, report_);
        read_shops(pack, draft_, report_);
        if (pack.weights != nullptr && alone(*pack.weights, "weights"))
            read_weights(*pack.weights);
        if (pack.pass_mark != nullptr && alone(*pack.pass_mark, "pass_mark"))
            draft_.set.pass_mark =
                static_cast<std::int32_t>(read_integer(*pack.pass_mark, report_, 0, 100).value_or(85));
        if (pack.unassigned != nullptr && alone(*pack.unassigned, "unassigned")) {
            const auto find = [](std::string_view text) -> std::optional<bool> {
                return text == "shop"            ? std::optional(false)
                       : text == "first_replier" ? std::optional(true)
                                                 : std::nullopt;
            };
            const auto value = read_choice<bool>(*pack.unassigned, report_, find, {"shop", "first_replier"});
            draft_.set.unassigned_first_replier = value.value_or(false);
        }
    }

    // Whether no other pack has set the key.
    bool alone(const node& at, const std::string& key)
    {
        if (settings_.insert(key).second)
            return true;
        report_at(report_, code::conflict, at, "another pack sets `" + key + "` too", "keep one of them");
        return false;
    }

    void read_weights(const node& from)
    {
        fields keys(from, report_, "`weights`");
        if (!keys.is_map())
            return;
        bool any = false;
        for (std::size_t i = 0; i < category_count; ++i) {
            keys.count(name_of(static_cast<category>(i)), draft_.set.weights[i], 0, 1'000);
            any = any || draft_.set.weights[i] != 0;
        }
        keys.finish();
        if (!any)
            report_at(report_, code::bad_value, from, "all weights are 0");
    }

    void merge_lists()
    {
        rule_set& set = draft_.set;
        set.ack = merged("ack");
        set.asks = merged("asks");
        set.wait = merged("wait");
        set.negation = merged("negation");
        set.approved = merged("approved_snippets");
    }

    std::optional<list_index> merged(const std::string& name)
    {
        phrase_list result;
        result.name = name;
        std::set<std::string> seen;
        for (const auto& pack : lists_) {
            const phrase_list* list = pack->find(name);
            if (list == nullptr)
                continue;
            result.homophones = result.homophones || list->homophones;
            result.shapes = result.shapes || list->shapes;
            result.letters = result.letters || list->letters;
            result.whole_word = result.whole_word || list->whole_word; // without effect on Chinese
            for (const std::string& phrase : list->phrases)
                if (seen.insert(phrase).second)
                    result.phrases.push_back(phrase);
        }
        if (result.phrases.empty())
            return std::nullopt;
        draft_.set.lists.push_back(std::move(result));
        return static_cast<list_index>(draft_.set.lists.size() - 1);
    }

    void read_rules()
    {
        rule_book book(report_);
        std::vector<std::size_t> pack_of; // by number in the book
        for (std::size_t i = 0; i < documents_.size(); ++i)
            for (const written_rule& each : documents_[i]->rules) {
                book.add(each);
                pack_of.resize(book.size(), i);
            }
        for (std::size_t number = 0; number < book.size(); ++number) {
            rule_context context{
                *documents_[pack_of[number]], draft_, report_, *conditions_[pack_of[number]]};
            bool is_usual = true;
            for (const rule_form& each : book.forms(number)) {
                if (++rules_ > bounds.rules_max)
                    return report_at(
                        report_,
                        code::too_large,
                        *each.from,
                        "more than " + std::to_string(bounds.rules_max) + " rules"
                    );
                take(read_rule(each, context), each, std::exchange(is_usual, false));
            }
        }
        if (report_.has_errors()) // a rule that could not be read may use them
            return;
        for (const auto& each : lists_)
            each->warn_unused();
        for (const auto& each : conditions_)
            each->warn_unused();
    }

    void take(read_rule_result made, const rule_form& form, bool is_usual)
    {
        if (made.id == nullptr || made.value.id.empty())
            return;
        const auto [first, is_new] = ids_.emplace(made.value.id, made.id);
        if (!is_new && is_usual) {
            const place where = place_of(*first->second);
            report_at(
                report_,
                code::duplicate_name,
                *made.id,
                "the rule `" + made.value.id + "` is defined twice",
                "first at " + where.file + ":" + std::to_string(where.line)
            );
        } else if (made.complete && !made.holds_somewhere) {
            report_at(
                report_,
                code::never_fires,
                *made.id,
                "the rule `" + made.value.id + "` does not hold for the shop `" + form.shops.front() +
                    "` of its file or override"
            );
        } else if (made.complete && made.value.mode != mode::off) {
            lint_session_gap(made.value, draft_, *made.id, report_);
            draft_.set.rules.push_back(std::move(made.value));
        }
    }

    void hash()
    {
        rule_set& set = draft_.set;
        // Forms of one rule stay in order.
        std::stable_sort(set.rules.begin(), set.rules.end(), [](const rule& a, const rule& b) {
            return a.id < b.id;
        });
        std::sort(set.packs.begin(), set.packs.end(), [](const pack_info& a, const pack_info& b) {
            return a.name < b.name;
        });
        const std::vector<std::string> digests = list_digests(set);
        for (rule& each : set.rules)
            each.hash = hash_text(canonical_text(each, set, digests));
        set.hash = hash_text(canonical_text(set, digests));
    }

    void check_counted_rules()
    {
        const auto ids = rule_ids();
        for (const node& each : draft_.counted_rules)
            if (std::find(ids.begin(), ids.end(), each.text) == ids.end())
                report_at(
                    report_,
                    code::unknown_name,
                    each,
                    "there is no rule `" + each.text + "`",
                    did_you_mean(each.text, ids, "an incident counts the verdicts of another rule")
                );
    }

    check_result finish()
    {
        check_counted_rules();
        check_result result;
        const test_context names{draft_.set, rule_ids()};
        for (const auto& pack : documents_)
            for (const node* each : pack->tests)
                if (auto test = read_test(*each, pack->name, names, report_))
                    result.tests.push_back(std::move(*test));
        if (result.tests.size() > bounds.tests_max) {
            result.tests.resize(bounds.tests_max);
            report_.add(
                {code::too_large, "more than " + std::to_string(bounds.tests_max) + " tests", {}, {}, {}}
            );
        }
        result.patterns = std::move(draft_.patterns);
        result.zones = std::move(draft_.zones);
        if (!report_.has_errors())
            result.rules = std::make_shared<const rule_set>(std::move(draft_.set));
        result.diagnostics = report_.take();
        return result;
    }

    std::vector<std::string> rule_ids() const
    {
        std::vector<std::string> result;
        for (const auto& [id, at] : ids_)
            result.push_back(id);
        return result;
    }

    reporter report_;
    std::vector<std::unique_ptr<const pack_document>> documents_;
    std::unique_ptr<const pack_document> built_in_;
    std::vector<std::unique_ptr<pack_lists>> lists_;
    std::vector<std::unique_ptr<pack_conditions>> conditions_;
    std::map<std::string, const node*, std::less<>> ids_;
    std::set<std::string> settings_;
    draft draft_;
    std::size_t rules_ = 0;
};

} // namespace

bool check_result::has_errors() const
{
    return std::any_of(diagnostics.begin(), diagnostics.end(), [](const diagnostic& d) {
        return d.severity() == severity::error;
    });
}

check_result check(const std::vector<pack_bundle>& packs)
{
    return checker(packs).run();
}

diagnostic bad_pattern(const pattern_use& where, const std::string& message)
{
    const std::string help =
        "look-around, back-references and expressions that match nothing are not possible";
    return {code::bad_pattern, "the expression cannot be used: " + message, help, where.where, where.line};
}

diagnostic unknown_zone(const zone_use& where)
{
    return {
        code::unknown_zone,
        "there is no time zone `" + where.zone + "`",
        "use an IANA name such as Asia/Shanghai",
        where.where,
        where.line};
}

} // namespace chatqc::rules
