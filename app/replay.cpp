#include "app/replay.h"

#include "app/line_reader.h"
#include "app/output_file.h"
#include "app/units.h"
#include "connectors/codec/decode.h"
#include "engine/incident.h"
#include "engine/offline.h"

#include <fmt/core.h>

#include <map>
#include <utility>

namespace chatqc::app {

namespace {

constexpr std::uint64_t refusals_shown_max = 10;

struct tally {
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;
};

void refuse(
    const std::string& file,
    std::uint64_t line,
    const std::string& code,
    const std::string& why,
    tally& counts
)
{
    if (counts.refused++ < refusals_shown_max)
        fmt::print(stderr, "{}:{}: {}: {}\n", file, line, code, why);
}

void take(
    const connectors::message_decoder::line_result& read,
    const replay_options& options,
    const std::string& file,
    std::uint64_t line,
    engine::offline_run& run,
    tally& counts
)
{
    using kind = connectors::message_decoder::line_result::kind;
    if (read.what == kind::refused)
        return refuse(file, line, read.why.code, read.why.message, counts);
    if (read.what == kind::end)
        return run.end();
    if (options.until && read.message.ts > *options.until)
        return;
    const auto result = run.add(read.message);
    if (result == engine::offline_result::conflict)
        refuse(file, line, "id_conflict", "a message with this id and other content came before", counts);
    else
        ++(result == engine::offline_result::accepted ? counts.accepted : counts.duplicates);
}

// False if the file cannot be read to its end.
bool replay_file(
    const std::string& file, const replay_options& options, engine::offline_run& run, tally& counts
)
{
    line_reader lines{file};
    connectors::message_decoder decoder;
    connectors::decode_context how;
    how.tenant_name = options.tenant;
    std::string_view line;
    while (lines.error().empty()) {
        const auto outcome = lines.next(line, std::chrono::milliseconds{1000});
        if (outcome == line_reader::outcome::end)
            break;
        if (outcome == line_reader::outcome::too_long)
            refuse(file, lines.number(), "too_long", "the line is longer than a message may be", counts);
        if (outcome == line_reader::outcome::line &&
            line.find_first_not_of(" \t\r") != std::string_view::npos)
            take(decoder.decode_line(line, how), options, file, lines.number(), run, counts);
    }
    if (!lines.error().empty()) {
        fmt::print(stderr, "{}\n", lines.error());
        return false;
    }
    run.end();
    return true;
}

// False if the file cannot be written.
bool write_incidents(
    const std::string& path,
    const engine::unit_log& units,
    const std::vector<engine::verdict>& verdicts,
    const engine::offline_run& run
)
{
    std::map<std::pair<std::string_view, std::string_view>, const engine::session_summary*> judged;
    const auto sessions = run.sessions();
    for (const auto& one : sessions)
        judged[{one.conversation, one.summary.session}] = &one.summary;
    std::vector<engine::dated_verdict> dated;
    for (const auto& one : verdicts) {
        const auto& session = *judged.at({one.conversation, one.session});
        dated.push_back({&one, session.day, units.at(session.started)->rules.get()});
    }
    output_file out{path};
    std::string line;
    for (const auto& one : engine::find_incidents(dated)) {
        line.clear();
        engine::append_json(line, one);
        line += '\n';
        out.write(line);
    }
    if (!out.finish())
        fmt::print(stderr, "{}\n", out.problem());
    return out.problem().empty();
}

} // namespace

int run_replay(const replay_options& options)
{
    const auto units = units_of_folders(options.rules);
    fmt::print(stderr, "{}{}", units.warnings, units.problem);
    if (!units.problem.empty())
        return 2;
    engine::offline_run run{units.log, options.tenant};
    tally counts;
    for (const auto& file : options.files) {
        if (!replay_file(file, options, run, counts))
            return 2;
    }
    output_file out{options.out};
    const auto verdicts = run.settled();
    std::string line;
    for (const auto& one : verdicts) {
        line.clear();
        engine::append_json(line, one, engine::verdict_view::settled);
        line += '\n';
        out.write(line);
    }
    if (!out.finish()) {
        fmt::print(stderr, "{}\n", out.problem());
        return 2;
    }
    if (!options.incidents.empty() && !write_incidents(options.incidents, units.log, verdicts, run))
        return 2;
    fmt::print(
        stderr,
        "{} messages judged, {} duplicates, {} refused; {} settled verdicts\n",
        counts.accepted,
        counts.duplicates,
        counts.refused,
        verdicts.size()
    );
    return counts.refused > 0 ? 1 : 0;
}

} // namespace chatqc::app
