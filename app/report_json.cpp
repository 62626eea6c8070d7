#include "app/report_json.h"

#include "app/report_table.h"
#include "engine/json_text.h"
#include "engine/time/calendar.h"

namespace chatqc::app {

namespace {

// Writes objects and arrays with their commas; the caller keeps them balanced.
class writer {
public:
    void open(char bracket)
    {
        comma();
        out_ += bracket;
        is_first_ = true;
    }

    void close(char bracket)
    {
        out_ += bracket;
        is_first_ = false;
    }

    void key(std::string_view name)
    {
        comma();
        engine::append_json_string(out_, name);
        out_ += ':';
        is_first_ = true; // its value needs no comma
    }

    void text(std::string_view value)
    {
        comma();
        engine::append_json_string(out_, value);
    }

    // A number's text, or no_figure.
    void number(std::string_view value)
    {
        comma();
        out_ += value == no_figure ? std::string_view("null") : value;
    }

    void truth(bool value) { number(value ? "true" : "false"); }

    void integer(std::int64_t value) { number(std::to_string(value)); }

    void field(std::string_view name, std::string_view value) { key(name), text(value); }

    void field_number(std::string_view name, std::string_view value) { key(name), number(value); }

    void field_integer(std::string_view name, std::int64_t value) { key(name), integer(value); }

    void field_truth(std::string_view name, bool value) { key(name), truth(value); }

    template <class List, class Each> void array(std::string_view name, const List& list, Each&& each)
    {
        key(name);
        open('[');
        for (const auto& entry : list) {
            open('{');
            each(entry);
            close('}');
        }
        close(']');
    }

    std::string take() { return std::move(out_) + "\n"; }

private:
    void comma()
    {
        if (!is_first_) {
            out_ += ',';
        }
        is_first_ = false;
    }

    std::string out_;
    bool is_first_ = true;
};

std::int64_t ms(time_point at)
{
    return at.time_since_epoch().count();
}

void write_figures(writer& to, const report_figures& from)
{
    to.key("figures");
    to.open('{');
    for (const figure_column& column : figure_columns()) {
        to.field_number(column.key, column.text(from));
    }
    to.close('}');
    to.array("profiles", from.responses, [&to](const response_figures& each) {
        to.field("profile", each.profile);
        for (const response_column& column : response_columns()) {
            to.field_number(column.key, column.text(each));
        }
    });
    to.array("rules", from.rules, [&to](const rule_figures& each) {
        to.field("rule", each.rule);
        for (const rule_column& column : rule_columns()) {
            to.field_number(column.key, column.text(each));
        }
    });
    if (from.scenes.empty()) {
        return;
    }
    to.array("scenes", from.scenes, [&](const scene_figures& each) {
        to.field("tag", each.tag);
        for (const scene_column& column : scene_columns()) {
            to.field_number(column.key, column.text(each, from));
        }
        to.array("rules", each.most_violated(each.rules.size()), [&to](const auto& one) {
            to.field("rule", one.first);
            to.field_number("violations", count_text(one.second));
        });
    });
}

void write_session(writer& to, const scored_session& from)
{
    to.field("conversation", from.conversation);
    to.field("session", from.session);
    to.field_integer("started", ms(from.started));
    to.field("local_time", from.local_time);
    to.field_number("score", score_text(from.score.score));
    to.field_number("before_critical", score_text(from.score.before_critical));
    to.array("categories", from.score.categories, [&to](const engine::category_score& each) {
        to.field("category", rules::name_of(each.category));
        to.field_integer("points", each.points);
        to.field_integer("score", each.score);
        to.field_integer("weight", each.weight);
    });
    to.array("deductions", from.score.deductions, [&to](const engine::deduction& each) {
        to.field("verdict", engine::to_hex(each.id));
        to.field("rule", each.rule);
        to.field_integer("decided_at", ms(each.decided_at));
        to.field_integer("nominal", each.nominal);
        to.field_integer("counted", each.counted);
        to.field("why", engine::name_of(each.why));
        if (each.instead) {
            to.field("instead", engine::to_hex(*each.instead));
        }
    });
    to.array("critical", from.score.critical, [&to](const engine::critical_hit& each) {
        to.field("verdict", engine::to_hex(each.id));
        to.field("rule", each.rule);
        to.field("scope", engine::name_of(each.scope));
    });
}

void write_shop(writer& to, const shop_report& from)
{
    to.field("shop", from.shop);
    to.field("platform", from.platform);
    to.field("zone", from.zone);
    to.field_truth("default_calendar", from.default_calendar);
    write_figures(to, from.figures);
    to.array("agents", from.agents, [&to](const agent_report& agent) {
        to.field("agent", agent.agent);
        to.field_truth("below_pass_mark", agent.below_pass_mark);
        to.field_truth("zeroed_by_day", agent.zeroed_by_day);
        write_figures(to, agent.figures);
        to.field_number("clean_sessions", count_text(agent.clean_sessions));
        to.array("sessions", agent.sessions, [&to](const scored_session& each) { write_session(to, each); });
    });
}

void write_head(writer& to, const daily_report& report)
{
    to.field("report", "daily");
    to.field_integer("version", 1);
    to.field("tenant", report.tenant);
    to.field("date", engine::day_name(report.day));
    to.field("zone", report.zone);
    to.field_integer("revision", report.revision);
    to.field("status", report.is_final ? "final" : "provisional");
    to.array("lagging", report.lagging, [&to](const report_lag& each) {
        if (each.source.empty()) {
            to.field("waits_for", "open_sessions");
        } else {
            to.field("waits_for", each.recorded ? "recorded_source" : "live_source");
            to.field("source", each.source);
        }
        if (each.watermark) {
            to.field_integer("at", ms(*each.watermark));
        }
        to.field_integer("needed", ms(each.needed));
    });
    to.field_truth("default_calendar", report.any_default_calendar);
    to.field_integer("pass_mark", report.pass_mark);
}

void write_labels(writer& to, const daily_report& report)
{
    to.array("rule_labels", report.rules, [&to](const auto& each) {
        to.field("rule", each.first);
        to.field("zh", each.second.name_zh);
        to.field("en", each.second.name_en);
        to.field("category", rules::name_of(each.second.category));
        to.field("level", rules::name_of(each.second.level));
        to.field_integer("points", each.second.points);
        if (!each.second.profile.empty()) {
            to.field("profile", each.second.profile);
        }
    });
    to.array("tag_labels", report.tags, [&to](const auto& each) {
        to.field("tag", each.first);
        to.field("zh", each.second.name_zh);
        to.field("en", each.second.name_en);
    });
    to.array("profile_labels", report.profiles, [&to](const auto& each) {
        to.field("profile", each.first);
        to.field_number("limit_s", seconds_text(each.second.limit));
        to.field_truth("our_estimate_of_platform", each.second.is_platform);
        to.field_truth("disputed", each.second.disputed);
    });
}

} // namespace

std::string report_json(const daily_report& report)
{
    writer to;
    to.open('{');
    write_head(to, report);
    to.key("total");
    to.open('{');
    write_figures(to, report.total);
    to.close('}');
    to.array("shops", report.shops, [&to](const shop_report& each) { write_shop(to, each); });
    to.array("retraining", retraining_list(report), [&to](const retraining_entry& each) {
        to.field("shop", each.shop->shop);
        to.field("agent", each.agent->agent);
        to.field_number("score", score_text(each.agent->figures.score.mean));
        to.field_number("score_n", count_text(each.agent->figures.score.scored));
    });
    write_labels(to, report);
    to.field_number("too_late", count_text(report.too_late));
    to.array("too_late_listed", report.too_late_listed, [&to](const too_late_message& each) {
        to.field("conversation", each.conversation);
        to.field("id", each.id);
        to.field("shop", each.shop);
        to.field("source", each.source);
        to.field_integer("ts", ms(each.ts));
    });
    to.close('}');
    return to.take();
}

} // namespace chatqc::app
