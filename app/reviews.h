// People's decisions on verdicts as lines of JSON, in and out (SPEC §7 "Review"). They lie beside the
// verdicts, count in scores and reports, and measure a draft's precision; no settled verdict changes by them.
#pragma once

#include "app/export_rows.h"
#include "storage/store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct review_problem {
    std::size_t line = 0; // from 1
    std::string what;     // a sentence
};

struct taken_reviews {
    std::uint64_t accepted = 0;           // durable
    std::vector<review_problem> problems; // of the lines that were not taken; the others were
};

// One object a line: {"verdict": id, "decision": "confirm" | "dismiss" | "withdraw", "at": ms (default: now),
// "by": text, "reason": code, "remark": text}; to dismiss or withdraw needs a reason. The verdict must be
// stored. Of one verdict the latest `at` stands, so that the same file again changes nothing. An error:
// nothing was stored.
storage::result<taken_reviews>
take_reviews(storage::store& stored, std::string_view tenant, std::string_view lines, engine::time_point now);

std::string review_json(const storage::review& value);

// Of the tenants asked for (empty: all), by conversation, each as take_reviews reads it.
storage::result<bool>
export_reviews(storage::store& from, const export_options& options, const row_sink& sink);

struct import_reviews_options {
    std::string data = "./data";
    std::string tenant = "default";
    std::string file; // `-`: standard input
};

// Into a store that no server uses. 0; 1 if some lines were not taken; 2 if nothing could be.
int run_import_reviews(const import_reviews_options& options);

} // namespace chatqc::app
