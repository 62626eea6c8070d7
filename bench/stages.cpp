#include "bench/stages.h"

#include "bench/bare_work.h"
#include "bench/stage_inputs.h"
#include "connectors/codec/decode.h"
#include "engine/match/matcher.h"
#include "engine/text/normal_form.h"

#include <simdjson.h>

namespace chatqc::bench {

namespace {

stage_report decode_stage(const corpus& input)
{
    const stage_frames frames(input);
    stage_report report = start_report("decode", "simdjson, untouched");
    connectors::message_decoder decoder;
    result_hash hash;
    measured product = measure_groups(frames.size(), [&](std::size_t n) {
        connectors::ingest_frame out;
        decoder.decode(frames.at(n), {}, out);
        for (const auto& entry : out.entries) {
            hash.add(entry.content_hash);
        }
        return out.entries.size();
    });
    simdjson::dom::parser parser;
    measured bare = measure_groups(frames.size(), [&](std::size_t n) {
        const std::string_view frame = frames.at(n);
        simdjson::dom::array array;
        const bool parsed = parser.parse(frame.data(), frame.size(), false).get(array) == simdjson::SUCCESS;
        return parsed ? array.size() : 1;
    });
    fill(report, product, bare, hash.value());
    return report;
}

stage_report normal_form_stage(const std::vector<std::string>& texts)
{
    stage_report report = start_report("normal form", "one table, nothing recognised");
    engine::normal_form form;
    result_hash hash;
    measured product = measure_texts(texts, [&](const std::string& text) {
        engine::normalise(text, form);
        hash.add(form.text.size() * 31 + form.characters.size());
    });
    bare_normal_form bare_form;
    std::size_t sum = 0;
    measured bare = measure_texts(texts, [&](const std::string& text) {
        bare_normalise(text, bare_form);
        sum += bare_form.text.size();
    });
    hash.add(sum);
    fill(report, product, bare, hash.value());
    return report;
}

stage_report scan_stage(const std::vector<std::string>& texts, const std::vector<std::string>& phrases)
{
    stage_report report = start_report("scan", "table and one bare scan");
    engine::match_source source;
    source.lists.push_back({phrases, false});
    std::vector<engine::pattern_error> errors;
    engine::scanner scanner(engine::matcher::compile(source, nullptr, errors));
    std::vector<engine::hit> hits;
    result_hash hash;
    measured product = measure_texts(texts, [&](const std::string& text) {
        hits.clear();
        scanner.scan(text, hits);
        for (const engine::hit& hit : hits) {
            hash.add(std::uint64_t{hit.phrase} << 32u | hit.begin);
        }
    });
    bare_worker worker(phrases);
    bare_normal_form form;
    std::uint64_t found = 0;
    measured bare = measure_texts(texts, [&](const std::string& text) {
        bare_normalise(text, form);
        found += worker.scan(form.text);
    });
    hash.add(found != 0 ? 1 : 0);
    fill(report, product, bare, hash.value());
    return report;
}

} // namespace

std::vector<stage_report> run_stages(const corpus& input, const std::string& folder, const std::string& only)
{
    const std::vector<std::string> texts = texts_of(input);
    std::vector<stage_report> reports;
    const auto run = [&](const char* name, auto stage) {
        if (only.empty() || only == name) {
            reports.push_back(stage());
        }
    };
    run("decode", [&] { return decode_stage(input); });
    run("normal form", [&] { return normal_form_stage(texts); });
    run("scan", [&] { return scan_stage(texts, input.phrases); });
    run("conversation", [&] { return conversation_stage(input); });
    run("store", [&] { return store_stage(input, folder); });
    return reports;
}

} // namespace chatqc::bench
