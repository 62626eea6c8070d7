#include "app/reviews.h"

#include "app/endpoint_json.h"
#include "app/report_store_source.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace chatqc::app {

namespace {

// In the order of review_decision.
constexpr std::array<std::string_view, 3> decisions{"confirm", "dismiss", "withdraw"};

constexpr std::size_t text_bytes_max = 4096; // of `by`, `reason`, `remark`, each

// One line → one review; or a sentence of what is wrong.
class review_reader {
public:
    review_reader(storage::store& stored, std::string_view tenant, engine::time_point now)
        : stored_(stored), tenant_(tenant), now_(now)
    {
    }

    std::string read(std::string_view line, storage::review& to)
    {
        simdjson::dom::object object;
        if (parser_.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS)
            return "this is no JSON object";
        to.at = now_;
        bool has_decision = false;
        for (const auto [key, value] : object) {
            if (auto problem = read_member(key, value, to, has_decision); !problem.empty())
                return problem;
        }
        if (to.conversation.empty())
            return "`verdict` is missing";
        if (!has_decision)
            return "`decision` is missing";
        if (engine::voids(to.decision) && to.reason.empty())
            return "to dismiss or withdraw needs a `reason`";
        return {};
    }

private:
    std::string
    read_member(std::string_view key, simdjson::dom::element value, storage::review& to, bool& has_decision)
    {
        if (key == "at") {
            std::int64_t ms = 0;
            if (value.get_int64().get(ms) != simdjson::SUCCESS || ms < 0)
                return "`at` must be ms since epoch";
            to.at = engine::time_point{engine::milliseconds{ms}};
            return {};
        }
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS || text.size() > text_bytes_max)
            return fmt::format("`{}` must be a text of at most {} bytes", key, text_bytes_max);
        if (key == "verdict")
            return find_verdict(text, to);
        if (key == "decision") {
            const auto found = std::find(decisions.begin(), decisions.end(), text);
            has_decision = found != decisions.end();
            if (has_decision)
                to.decision = static_cast<engine::review_decision>(found - decisions.begin());
            return has_decision ? "" : "`decision` must be confirm, dismiss or withdraw";
        }
        auto* const place = key == "by" ? &to.by : key == "reason" ? &to.reason : &to.remark;
        if (place == &to.remark && key != "remark")
            return fmt::format("there is no key `{}`", key);
        *place = text;
        return {};
    }

    std::string find_verdict(std::string_view text, storage::review& to)
    {
        const auto id = engine::verdict_id_of(text);
        const auto verdict = id ? stored_.verdict(tenant_, *id) : std::nullopt;
        if (!verdict)
            return "there is no such verdict";
        to.verdict = *id;
        to.conversation = verdict->conversation;
        return {};
    }

    storage::store& stored_;
    std::string_view tenant_;
    engine::time_point now_;
    simdjson::dom::parser parser_;
};

} // namespace

storage::result<taken_reviews>
take_reviews(storage::store& stored, std::string_view tenant, std::string_view lines, engine::time_point now)
{
    taken_reviews taken;
    std::vector<storage::review> good;
    review_reader reader{stored, tenant, now};
    for (std::size_t number = 1; !lines.empty(); ++number) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        storage::review one;
        if (auto problem = reader.read(line, one); problem.empty())
            good.push_back(std::move(one));
        else
            taken.problems.push_back({number, std::move(problem)});
    }
    const auto owner = find_tenant(stored, tenant);
    if (owner && !good.empty()) {
        if (auto done = stored.put_reviews(*owner, good); !done)
            return {std::nullopt, std::move(done.error)};
        taken.accepted = good.size();
    }
    return {std::move(taken), {}};
}

std::string review_json(const storage::review& value)
{
    json_writer out;
    out.open('{').key("verdict").text(engine::to_hex(value.verdict));
    out.key("decision").text(decisions[static_cast<std::size_t>(value.decision)]).key("at").time(value.at);
    out.key("by").text(value.by).key("reason").text(value.reason).key("remark").text(value.remark);
    return out.close('}').take();
}

storage::result<bool>
export_reviews(storage::store& from, const export_options& options, const row_sink& sink)
{
    for (const auto tenant : tenants_of(from)) {
        if (!options.tenant.empty() && options.tenant != from.tenant_name(tenant))
            continue;
        auto done = from.scan_reviews(tenant, [&](storage::review&& one) {
            sink(review_json(one) + "\n");
            return true;
        });
        if (!done)
            return done;
    }
    return {true, {}};
}

int run_import_reviews(const import_reviews_options& options)
{
    const auto complain = [](std::string_view what) { fmt::print(stderr, "chatqc: {}\n", what); };
    auto opened = storage::store::open({.path = options.data});
    if (!opened) {
        complain(opened.error.message);
        return 2;
    }
    std::ifstream file;
    if (options.file != "-") {
        file.open(options.file, std::ios::binary);
        if (!file) {
            complain(options.file + " cannot be read");
            return 2;
        }
    }
    std::istream& in = options.file == "-" ? std::cin : file;
    const std::string lines{std::istreambuf_iterator<char>{in}, {}};
    const auto now = std::chrono::time_point_cast<engine::milliseconds>(std::chrono::system_clock::now());
    const auto taken = take_reviews(**opened.value, options.tenant, lines, now);
    if (!taken) {
        complain(taken.error.message);
        return 2;
    }
    for (const auto& [line, what] : taken.value->problems)
        complain(fmt::format("{}:{}: {}", options.file, line, what));
    fmt::print("{} reviews taken, {} not\n", taken.value->accepted, taken.value->problems.size());
    return taken.value->problems.empty() ? 0 : 1;
}

} // namespace chatqc::app
