#include "app/rules_explain.h"

#include "app/conversation_file.h"
#include "app/pack_check.h"
#include "app/rule_probe.h"
#include "engine/json_text.h"
#include "rules/describe.h"
#include "rules/describe_detector.h"
#include "rules/detectors.h"
#include "rules/diagnostic.h"

#include <algorithm>
#include <ostream>

namespace chatqc::app {

namespace {

using rules::json_string;
using rules::words_language;

// One condition of the rule and what it came to.
struct finding {
    std::string condition; // "scope: role agent", "limit: 180s"
    std::string outcome;
    double distance = 2; // how far the condition would have to move, as a share; 2: not by moving
};

class explainer {
public:
    explainer(rule_probe& probe, words_language language)
        : probe_(probe), in_{language}, usual_(probe.verdicts()), usual_sessions_(probe.sessions())
    {
    }

    void explain()
    {
        look_at_scope();
        look_at_exceptions();
        look_at_conditions();
        look_at_rounds();
        look_at_parameters();
    }

    [[nodiscard]] bool fires() const { return !usual_.empty(); }

    [[nodiscard]] std::string headline() const
    {
        if (usual_.empty())
            return in_("没有触发", "does not fire");
        std::string text = in_("触发 ", "fires ") + std::to_string(usual_.size()) +
                           in_(" 次：", usual_.size() == 1 ? " time: " : " times: ");
        return text + places(usual_);
    }

    [[nodiscard]] const std::vector<finding>& findings() const { return findings_; }

    // The condition that had to move least.
    [[nodiscard]] const finding* nearest() const
    {
        const auto least =
            std::min_element(findings_.begin(), findings_.end(), [](const finding& a, const finding& b) {
                return a.distance < b.distance;
            });
        return least == findings_.end() || least->distance >= 1 ? nullptr : &*least;
    }

private:
    static std::string places(const std::vector<engine::verdict>& verdicts)
    {
        constexpr std::size_t shown = 5;
        std::string text;
        for (std::size_t i = 0; i < std::min(shown, verdicts.size()); ++i) {
            text += (i == 0 ? "" : ", ") + verdicts[i].anchor;
            for (const engine::span& each : verdicts[i].receipt.spans)
                text += " “" + each.phrase + "”";
        }
        return text + (verdicts.size() > shown ? " …" : "");
    }

    // What the rule finds when `change` has been made to it alone.
    template <class Change> void without(const std::string& condition, Change change)
    {
        const rules::rule before = probe_.rule();
        change(probe_.rule());
        const auto more = probe_.added(usual_);
        probe_.rule() = before;
        findings_.push_back(
            {condition,
             more.empty() ? in_("满足，或去掉也一样", "holds, or makes no difference")
                          : in_("拦住了：", "keeps it from ") + places(more)}
        );
    }

    void look_at_scope()
    {
        const rules::scope whole = probe_.rule().scope;
        const auto look = [&](auto member) {
            rules::scope only;
            only.*member = whole.*member;
            const std::string words = rules::describe_scope(only, probe_.rules(), in_.language);
            if (!words.empty())
                without(in_("范围：", "scope: ") + words, [&](rules::rule& one) { one.scope.*member = {}; });
        };
        look(&rules::scope::platforms);
        look(&rules::scope::shops);
        look(&rules::scope::not_shops);
        look(&rules::scope::groups);
        look(&rules::scope::senders);
        look(&rules::scope::hours);
        look(&rules::scope::valid_from);
        look(&rules::scope::valid_to);
        look(&rules::scope::campaigns);
        look(&rules::scope::outside_campaigns);
        if (rules::judges_rounds(probe_.rule().detect))
            return;
        rules::scope roles;
        roles.roles = whole.roles;
        const std::string words = rules::describe_scope(roles, probe_.rules(), in_.language);
        without(
            in_("范围：", "scope: ") + (words.empty() ? in_("默认角色", "the usual roles") : words),
            [](rules::rule& one) {
                one.scope.roles = {
                    rules::role::customer,
                    rules::role::agent,
                    rules::role::assist,
                    rules::role::bot,
                    rules::role::autoreply};
            }
        );
    }

    void look_at_exceptions()
    {
        for (std::size_t i = 0; i < probe_.rule().except.size(); ++i) {
            const rules::exception& each = probe_.rule().except[i];
            const std::string what = rules::exception_words(each, probe_.rules(), in_.language);
            without(in_("例外：", "exception: ") + what, [i](rules::rule& one) {
                one.except.erase(one.except.begin() + static_cast<std::ptrdiff_t>(i));
            });
        }
        if (probe_.rule().customer_said != 0)
            without(in_("例外：顾客自己说过", "exception: the customer has said it"), [](rules::rule& one) {
                one.customer_said = 0;
            });
    }

    // Each condition of an expression by itself: where it hits.
    void look_at_conditions()
    {
        const auto* whole = std::get_if<rules::expression_detector>(&probe_.rule().detect);
        if (whole == nullptr)
            return;
        const rules::rule before = probe_.rule();
        const rules::expression_detector expression = *whole;
        for (std::size_t i = 0; i < expression.conditions.size(); ++i) {
            rules::expression_detector alone;
            alone.conditions.push_back(expression.conditions[i]);
            alone.conditions[0].relations.clear();
            alone.conditions[0].name.clear();
            alone.conditions[0].range.reset();
            alone.alternatives.push_back({{0}, {}});
            const std::string name = expression.conditions[i].name.empty() ? "#" + std::to_string(i + 1)
                                                                           : expression.conditions[i].name;
            const std::string words = rules::describe_detector(alone, probe_.rules(), in_.language);
            probe_.rule().detect = std::move(alone);
            const auto hits = probe_.verdicts();
            findings_.push_back(
                {in_("条件 ", "condition ") + name + ": " + words,
                 hits.empty() ? in_("没有命中", "hits nowhere") : in_("命中 ", "hits ") + places(hits)}
            );
        }
        probe_.rule() = before;
    }

    // The waits that a rule over rounds measures.
    void look_at_rounds()
    {
        const auto* response = std::get_if<rules::response_detector>(&probe_.rule().detect);
        const auto* unanswered = std::get_if<rules::unanswered_detector>(&probe_.rule().detect);
        if (response == nullptr && unanswered == nullptr)
            return;
        const auto index = response != nullptr ? response->profile : unanswered->profile;
        const std::string& profile = probe_.rules().profiles[index].name;
        for (const auto& session : usual_sessions_)
            for (const engine::round_record& each : session.summary.rounds) {
                if (each.profile != profile || (response != nullptr && response->first_only && !each.first))
                    continue;
                add_round(each, response);
            }
    }

    void add_round(const engine::round_record& round, const rules::response_detector* response)
    {
        const std::string limit = response != nullptr ? rules::duration_text(response->limit) : "";
        std::string outcome = round.outcome == engine::round_outcome::answered
                                  ? in_("回复用时 ", "reply at ") + rules::duration_text(round.duration)
                              : round.outcome == engine::round_outcome::voided ? in_("作废", "voided")
                                                                               : in_("未回复", "unanswered");
        if (!limit.empty())
            outcome += in_("，时限 ", " of ") + limit;
        finding made{in_("轮次 ", "round ") + round.opened_by, std::move(outcome)};
        if (response != nullptr && round.outcome == engine::round_outcome::answered &&
            round.duration <= response->limit)
            made.distance = 1.0 - static_cast<double>(round.duration.count()) /
                                      static_cast<double>(response->limit.count());
        findings_.push_back(std::move(made));
    }

    void look_at_parameters()
    {
        for (const rule_parameter& each : probe_.parameters()) {
            const auto shown = [&](std::int64_t value) {
                return each.time != nullptr ? rules::duration_text(rules::milliseconds(value))
                                            : std::to_string(value);
            };
            const std::int64_t now = each.value();
            const auto moved = probe_.move(each, usual_);
            finding made{
                each.name + ": " + shown(now),
                moved ? in_("若为 ", "with ") + shown(moved->value) + in_(" 则触发于 ", " it fires at ") +
                            places(moved->added)
                      : in_("改变它也不会触发更多", "no other value finds more")};
            const bool is_measured = std::holds_alternative<rules::response_detector>(probe_.rule().detect);
            if (moved && !is_measured) // of waits the rounds tell it better
                made.distance = std::abs(static_cast<double>(moved->value - now)) /
                                static_cast<double>(std::max<std::int64_t>(now, 1));
            findings_.push_back(std::move(made));
        }
    }

    rule_probe& probe_;
    rules::words in_;
    std::vector<engine::verdict> usual_;
    std::vector<engine::offline_run::ended_session> usual_sessions_;
    std::vector<finding> findings_;
};

void print_text(const explainer& made, const rules::rule& rule, const rules::words& in, std::ostream& out)
{
    out << rule.id << ": " << made.headline() << "\n";
    for (const finding& each : made.findings())
        out << "  " << each.condition << "\n      " << each.outcome << "\n";
    if (const finding* nearest = made.nearest())
        out << in("最接近：", "nearest miss: ") << nearest->condition << in("，", ", ") << nearest->outcome
            << "\n";
}

std::string finding_json(const finding& value)
{
    return "{\"condition\":" + json_string(value.condition) + ",\"outcome\":" + json_string(value.outcome) +
           "}";
}

void print_json(const explainer& made, const rules::rule& rule, std::ostream& out)
{
    std::string list;
    for (const finding& each : made.findings())
        list += (list.empty() ? "" : ",") + finding_json(each);
    out << "{\"rule\":" << json_string(rule.id) << ",\"hash\":" << json_string(rule.hash)
        << ",\"fires\":" << (made.fires() ? "true" : "false")
        << ",\"headline\":" << json_string(made.headline()) << ",\"conditions\":[" << list
        << "],\"nearest\":" << (made.nearest() != nullptr ? finding_json(*made.nearest()) : "null") << "}\n";
}

} // namespace

int run_rules_explain(const rules_explain_options& options, std::ostream& out, std::ostream& errors)
{
    const checked_packs checked = check_pack_folders(options.folders, nullptr);
    if (checked.has_errors()) {
        errors << diagnostics_text(checked.diagnostics);
        return 2;
    }
    conversation_file conversation;
    if (!conversation.read(options.files, options.conversation, options.tenant)) {
        errors << conversation.problem() << "\n";
        return 2;
    }
    const auto& set = *checked.unit->rules;
    const words_language language = options.language == "zh" ? words_language::zh : words_language::en;
    bool is_known = false;
    bool fires = false;
    for (rules::rule_index index = 0; index < set.rules.size(); ++index) {
        if (set.rules[index].id != options.rule)
            continue;
        is_known = true;
        rule_probe probe(checked.unit, index, options.tenant, [&](engine::offline_run& run) {
            conversation.feed(run);
        });
        explainer made(probe, language);
        made.explain();
        fires = fires || made.fires();
        if (options.json)
            print_json(made, set.rules[index], out);
        else
            print_text(made, set.rules[index], rules::words{language}, out);
    }
    if (!is_known) {
        errors << "no rule is called " << options.rule << "\n";
        return 2;
    }
    return fires ? 0 : 1;
}

} // namespace chatqc::app
