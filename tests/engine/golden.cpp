// Golden conversations: whole chats in golden/NAME.chat, judged by golden/pack.yaml, beside every byte of
// what came of them in golden/NAME.verdicts. After a change that is meant: CHATQC_GOLDEN=write, then read the
// difference.
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace chatqc;

namespace {

const std::filesystem::path folder{CHATQC_SOURCE_DIR "/tests/engine/golden"};

std::string read_all(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::filesystem::path> chat_files()
{
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".chat")
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

// Lines of rule tests; before them `start TIME`, `platform NAME`; `#` begins a comment.
test::lab_chat read_chat(const std::filesystem::path& path)
{
    test::lab_chat chat;
    chat.conversation = path.stem().string();
    std::ifstream file(path, std::ios::binary);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#'))
            continue;
        if (line.starts_with("start "))
            chat.start = line.substr(6);
        else if (line.starts_with("platform "))
            chat.platform = line.substr(9);
        else
            chat.lines.push_back(line);
    }
    return chat;
}

std::string text_of(engine::round_outcome outcome)
{
    switch (outcome) {
    case engine::round_outcome::answered:
        return "answered";
    case engine::round_outcome::unanswered:
        return "unanswered";
    case engine::round_outcome::voided:
        break;
    }
    return "voided";
}

// What a report counts of a session.
std::string describe(const engine::session_summary& session, engine::time_point start)
{
    const auto after = [&](engine::time_point at) { return std::to_string((at - start).count()) + "ms"; };
    std::string out = "session " + session.session + " " + after(session.started) + " to " +
                      after(session.ended) + ", customer " + std::to_string(session.customer_messages) +
                      ", agent " + std::to_string(session.agent_messages) +
                      (session.person_replied ? ", replied" : "") + "\n";
    for (const auto& one : session.agents)
        out += "  agent " + one.agent + ": " + std::to_string(one.messages) + " messages, " +
               std::to_string(one.characters) + " characters\n";
    for (const auto& one : session.rounds)
        out += "  round " + one.profile + " " + one.opened_by + " " + text_of(one.outcome) + " " +
               std::to_string(one.duration.count()) + "ms" + (one.in_time ? " in time" : "") +
               (one.first ? " first" : "") + " " + (one.agent.empty() ? "-" : one.agent) + "\n";
    return out;
}

std::string judged(const test::lab_chat& chat, const engine::unit_log& units)
{
    engine::offline_run run{units, "golden"};
    for (const auto& one : test::messages_of(chat))
        run.add(one.bind());
    run.end();
    std::string out;
    for (const auto& one : run.settled()) {
        engine::append_json(out, one, engine::verdict_view::settled);
        out += '\n';
    }
    for (const auto& one : run.sessions())
        out += describe(one.summary, test::start_of(chat));
    return out;
}

} // namespace

TEST_SUITE("engine.golden")
{
    TEST_CASE("the same conversations come to the same bytes")
    {
        const auto units = test::units_of(read_all(folder / "pack.yaml"));
        const auto* writes = std::getenv("CHATQC_GOLDEN");
        const auto files = chat_files();
        CHECK(files.size() >= 6);
        for (const auto& path : files) {
            CAPTURE(path.filename().string());
            const auto found = judged(read_chat(path), units);
            auto golden = path;
            golden.replace_extension(".verdicts");
            if (writes != nullptr && std::string{writes} == "write")
                std::ofstream(golden, std::ios::binary) << found;
            CHECK(found == read_all(golden));
        }
    }
}
