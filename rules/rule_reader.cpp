#include "rules/rule_reader.h"

#include "rules/campaigns.h"
#include "rules/canonical.h"
#include "rules/exceptions.h"
#include "rules/lint.h"

#include <algorithm>
#include <cstdlib>

namespace chatqc::rules {

namespace {

constexpr std::uint32_t customer_said_max = 20; // messages; the session keeps so many

class rule_reader {
public:
    rule_reader(const rule_form& form, rule_context& context)
        : form_(form), keys_(*form.from, context.report, "a rule"), context_(context), report_(context.report)
    {
    }

    read_rule_result read()
    {
        const std::size_t errors = report_.errors();
        if (!keys_.is_map())
            return std::move(result_);
        read_identity();
        read_judgement();
        read_points();
        read_charge();
        read_evasion();
        if (const node* scope = keys_.find("scope"))
            result_.value.scope = context_.conditions.read_scope(*scope, never_fires_);
        narrow_scope();
        const bool has_detector = read_detect();
        result_.value.except =
            read_exceptions(keys_.find("except"), context_.out, report_, result_.value.id, exception_nodes_);
        keys_.count("customer_said", result_.value.customer_said, 1, customer_said_max);
        check_scope();
        read_tag();
        keys_.finish();
        result_.complete = has_detector && report_.errors() == errors;
        if (result_.complete)
            warn(never_fires_);
        return std::move(result_);
    }

private:
    void read_identity()
    {
        result_.id = keys_.need("id", "a rule's id is its stable name: `id: nudge.triple`");
        if (result_.id != nullptr)
            if (auto id = read_identifier(*result_.id, report_, "a rule's id"))
                result_.value.id = std::move(*id);
        result_.value.pack = context_.pack.name;
        read_name();
        keys_.text("why", result_.value.why);
    }

    void read_name()
    {
        const node* name = keys_.find("name");
        if (name == nullptr || name->what == node::kind::scalar) {
            std::string text = result_.value.id;
            keys_.text("name", text);
            result_.value.name_zh = result_.value.name_en = text;
            return;
        }
        fields names(*name, report_, "`name`");
        names.text("zh", result_.value.name_zh);
        names.text("en", result_.value.name_en);
        names.finish();
        if (result_.value.name_zh.empty())
            result_.value.name_zh = result_.value.name_en;
        if (result_.value.name_en.empty())
            result_.value.name_en = result_.value.name_zh;
    }

    void read_judgement()
    {
        rule& to = result_.value;
        if (const node* level_node = keys_.find("level"))
            to.severity = read_one_of(*level_node, report_, values_between(level::minor, level::critical))
                              .value_or(to.severity);
        if (const node* category_node = keys_.find("category")) {
            const auto all = values_between(category::timeliness, category::compliance);
            to.in = read_one_of(*category_node, report_, all).value_or(to.in);
        } else {
            const std::string_view id = to.id; // `compliance.review_bribe` says it already
            to.in = category_of(id.substr(0, id.find('.'))).value_or(category::standards);
        }
        if (const node* mode_node = keys_.find("mode"))
            to.mode =
                read_one_of(*mode_node, report_, values_between(mode::live, mode::off)).value_or(to.mode);
        if (const node* review = keys_.find("review")) {
            const auto find = [](std::string_view text) -> std::optional<bool> {
                return text == "auto"       ? std::optional(false)
                       : text == "required" ? std::optional(true)
                                            : std::nullopt;
            };
            to.review_required =
                read_choice<bool>(*review, report_, find, {"auto", "required"}).value_or(false);
        }
    }

    void read_points()
    {
        rule& to = result_.value;
        if (const node* points = keys_.find("points"))
            to.points = static_cast<std::int32_t>(read_integer(*points, report_, -100, 100).value_or(0));
        if (const node* count = keys_.find("count")) {
            const auto find = [](std::string_view text) -> std::optional<count_as> {
                return text == "once"      ? std::optional(count_as::once)
                       : text == "per_hit" ? std::optional(count_as::per_hit)
                                           : std::nullopt;
            };
            to.count = read_choice<count_as>(*count, report_, find, {"once", "per_hit"}).value_or(to.count);
        }
        const node* cap = keys_.find("cap");
        const auto value = cap == nullptr ? std::nullopt : read_integer(*cap, report_, -1'000, 1'000);
        if (!value)
            return;
        to.cap = static_cast<std::int32_t>(*value);
        if (to.count != count_as::per_hit)
            report_at(
                report_,
                code::conflict,
                *cap,
                "`cap` needs `count: per_hit`",
                "with `once` the points are the cap"
            );
        else if ((*to.cap < 0) != (to.points < 0) || std::abs(*to.cap) < std::abs(to.points))
            report_at(
                report_, code::bad_value, *cap, "`cap` has the sign of `points` and is at least as large"
            );
    }

    void read_charge()
    {
        rule& to = result_.value;
        if (const node* charge = keys_.find("charge_once"))
            to.charge_once = read_identifier(*charge, report_, "the name of a shared charge").value_or("");
        const node* scope = keys_.find("critical_scope");
        if (scope == nullptr)
            return;
        const auto find = [](std::string_view text) -> std::optional<std::string> {
            return text == "session" || text == "day" || text == "month" ? std::optional(std::string(text))
                                                                         : std::nullopt;
        };
        const std::vector<std::string> names{"session", "day", "month"};
        to.critical_scope =
            read_choice<std::string>(*scope, report_, find, names).value_or(to.critical_scope);
        if (to.severity != level::critical)
            report_at(report_, code::conflict, *scope, "`critical_scope` needs `level: critical`");
    }

    // What a hit in disguise is raised to; by itself as `raised` says.
    void read_evasion()
    {
        rule& to = result_.value;
        to.evasion_severity = raised(to.severity);
        to.evasion_points = to.points;
        const node* evasion = keys_.find("evasion");
        if (evasion == nullptr)
            return;
        fields keys(*evasion, report_, "`evasion`");
        if (const node* raised = keys.find("level")) {
            to.evasion_severity = read_one_of(*raised, report_, values_between(level::minor, level::critical))
                                      .value_or(to.severity);
            if (to.evasion_severity < to.severity)
                report_at(
                    report_, code::bad_value, *raised, "`evasion` raises the rule's level or leaves it"
                );
        }
        if (const node* points = keys.find("points")) {
            to.evasion_points =
                static_cast<std::int32_t>(read_integer(*points, report_, -100, 100).value_or(to.points));
            if (to.evasion_points > to.points)
                report_at(report_, code::bad_value, *points, "`evasion` costs as much as the rule or more");
        }
        keys.finish();
    }

    bool read_detect()
    {
        result_.detect = keys_.need("detect", "`detect:` holds one detector");
        if (result_.detect == nullptr)
            return false;
        detector_context context{
            lists_of(*result_.detect),
            context_.out,
            report_,
            result_.value.id,
            {},
            result_.value.scope.roles,
            &context_.conditions};
        auto made = read_detector(*result_.detect, context);
        if (!made)
            return false;
        result_.value.detect = std::move(*made);
        check_review();
        if (!context.never_fires.empty())
            never_fires_ = context.never_fires;
        return true;
    }

    // Some detectors only suspect, and some only warn.
    void check_review()
    {
        rule& to = result_.value;
        const std::string name(name_of(to.detect));
        if (is_alert(to.detect) && to.points != 0)
            report_at(
                report_,
                code::conflict,
                *keys_.find("points"),
                "`" + name + "` judges nobody and has no points",
                "pair it with a rule that does: `response`, `promise_followup`"
            );
        if (!needs_review(to.detect))
            return;
        if (keys_.find("review") != nullptr && !to.review_required)
            report_at(
                report_,
                code::conflict,
                *keys_.find("review"),
                "`" + name + "` always waits for a person: `review: required`"
            );
        to.review_required = true;
    }

    pack_lists& lists_of(const node& at) { return *context_.out.lists_of.at(at.source); }

    // To the shops and the campaign that this form of the rule is for.
    void narrow_scope()
    {
        scope& to = result_.value.scope;
        if (to.shops.empty())
            to.shops = form_.shops;
        else if (!form_.shops.empty())
            std::erase_if(to.shops, [&](const std::string& shop) {
                return std::find(form_.shops.begin(), form_.shops.end(), shop) == form_.shops.end();
            });
        result_.holds_somewhere = form_.shops.empty() || !to.shops.empty();
        to.not_shops = form_.not_shops;
        const auto take = [&](const node& name, std::vector<campaign_index>& into) {
            if (const auto campaign = use_campaign(name, context_.out, report_))
                into.push_back(*campaign);
        };
        for (const node* each : form_.outside_campaigns)
            take(*each, to.outside_campaigns);
        if (form_.campaign == nullptr)
            return;
        if (to.campaigns.empty())
            return take(*form_.campaign, to.campaigns);
        report_at(
            report_,
            code::conflict,
            *form_.campaign,
            "the rule `" + result_.value.id + "` is bound to campaigns of its own",
            "leave one of them out"
        );
    }

    void read_tag()
    {
        const node* found = keys_.find("tag");
        const auto name = found == nullptr ? std::nullopt : read_identifier(*found, report_, "a tag's name");
        if (!name)
            return;
        rule& to = result_.value;
        for (const std::string_view key : {"points", "count", "cap", "charge_once", "level", "review"})
            if (const node* judging = keys_.find(key))
                report_at(
                    report_,
                    code::conflict,
                    *judging,
                    "a rule with a `tag` decides nothing and has no `" + std::string(key) + "`",
                    "leave it out, or write a second rule"
                );
        if (to.mode == mode::shadow)
            report_at(
                report_, code::conflict, *found, "a tag counts nowhere: there is nothing to try in `shadow`"
            );
        std::vector<tag>& tags = context_.out.set.tags;
        const auto known =
            std::find_if(tags.begin(), tags.end(), [&](const tag& each) { return each.name == *name; });
        to.puts = static_cast<tag_index>(known - tags.begin());
        if (known != tags.end())
            return;
        if (tags.size() == bounds.tags_max)
            report_at(
                report_,
                code::too_large,
                *found,
                "more than " + std::to_string(bounds.tags_max) + " different tags"
            );
        else
            tags.push_back({*name, to.name_zh, to.name_en});
    }

    void check_scope()
    {
        const rule& made = result_.value;
        if (result_.detect == nullptr)
            return;
        const std::string name(name_of(made.detect));
        if (!made.except.empty() && !finds_spans(made.detect))
            report_at(
                report_,
                code::conflict,
                *exception_nodes_.front(),
                "`" + name + "` finds no spans that an exception could void",
                made.detect.index() == detector(repeat_detector{}).index()
                    ? "use `except: [lists]` inside `repeat`"
                    : "narrow its `scope`"
            );
        if (made.customer_said != 0 && !finds_spans(made.detect))
            report_at(
                report_,
                code::conflict,
                *keys_.find("customer_said"),
                "`" + name + "` finds no phrases that the customer could have said"
            );
        if (std::holds_alternative<incident_detector>(made.detect))
            return check_incident();
        if (!judges_rounds(made.detect) || made.scope.roles.empty())
            return;
        report_at(
            report_,
            code::conflict,
            *result_.id,
            "`role` says whose messages are judged; `" + name + "` judges rounds",
            "remove `role` from the scope"
        );
    }

    // It counts what other rules have judged.
    void check_incident()
    {
        scope others = result_.value.scope;
        others.platforms.clear();
        others.shops.clear();
        others.not_shops.clear();
        if (others != scope{})
            report_at(
                report_,
                code::conflict,
                *keys_.find("scope"),
                "an incident counts verdicts: its scope has `platform` and `shop` only",
                "narrow the scope of the rule that it counts"
            );
        if (const node* tag = keys_.find("tag"))
            report_at(report_, code::conflict, *tag, "an incident is of many sessions and puts no tag");
    }

    void warn(const std::string& never_fires)
    {
        lint_target target{result_.value, context_.out.set, *result_.detect, exception_nodes_, *result_.id};
        lint_rule(target, never_fires, report_);
    }

    const rule_form& form_;
    fields keys_;
    rule_context& context_;
    reporter& report_;
    read_rule_result result_;
    std::vector<const node*> exception_nodes_;
    std::string never_fires_;
};

} // namespace

read_rule_result read_rule(const rule_form& form, rule_context& context)
{
    return rule_reader(form, context).read();
}

} // namespace chatqc::rules
