#include "app/export_command.h"

#include "app/duty_export.h"
#include "app/export_rows.h"
#include "app/output_file.h"
#include "app/printable.h"
#include "app/progress.h"
#include "app/reviews.h"
#include "engine/json_text.h"
#include "storage/store.h"

#include <date/date.h>
#include <fmt/format.h>

#include <memory>

namespace chatqc::app {
namespace {

void complain(std::string_view text)
{
    fmt::print(stderr, "chatqc: {}\n", text);
}

std::unique_ptr<storage::store> open_to_read(const std::string& path)
{
    auto opened = storage::store::open({.path = path, .read_only = true});
    if (!opened) {
        complain(opened.error.message);
        return nullptr;
    }
    return std::move(*opened.value);
}

// False: not all could be read, and that has been told.
using exporter = storage::result<bool> (*)(storage::store&, const export_options&, const row_sink&);

int run_export(const export_options& options, exporter rows, std::string_view what)
{
    const auto store = open_to_read(options.data);
    if (!store) {
        return 2;
    }
    output_file out{options.out};
    if (!out.problem().empty()) {
        complain(out.problem());
        return 2;
    }
    progress_line progress;
    std::uint64_t count = 0;
    bool is_whole = true;
    try {
        const auto done = rows(*store, options, [&](std::string_view line) {
            out.write(line);
            ++count;
            if (count % 1024 == 0 && !out.is_standard_output() && progress.is_due()) {
                progress.show(fmt::format("{} {}", grouped(count), what));
            }
        });
        progress.clear();
        if (!done) {
            complain(done.error.message);
            return 2;
        }
        is_whole = *done.value;
    } catch (const storage::read_error& error) {
        complain(error.what());
        return 2;
    }
    if (!out.finish()) {
        complain(out.problem());
        return 2;
    }
    return is_whole ? 0 : 1;
}

void append_member(std::string& line, std::string_view name, std::string_view value)
{
    line += ',';
    engine::append_json_string(line, name);
    line += ':';
    engine::append_json_string(line, clean_utf8(value));
}

std::string letter_json(const storage::dead_letter& letter)
{
    std::string line = "{\"at\":" + std::to_string(letter.at.time_since_epoch().count());
    append_member(line, "tenant", letter.tenant);
    append_member(line, "source", letter.source);
    append_member(line, "code", letter.code);
    append_member(line, "id", letter.id);
    append_member(line, "bytes", letter.bytes);
    return line + "}\n";
}

} // namespace

int run_export_messages(const export_options& options)
{
    const auto rows = [](storage::store& from, const export_options& how, const row_sink& sink) {
        return export_messages(from, how, sink, complain);
    };
    return run_export(options, rows, "messages");
}

int run_export_verdicts(const export_options& options)
{
    return run_export(options, &export_verdicts, "verdicts");
}

int run_export_incidents(const export_options& options)
{
    return run_export(options, &export_incidents, "incidents");
}

int run_export_reviews(const export_options& options)
{
    return run_export(options, &export_reviews, "reviews");
}

int run_export_duties(const export_options& options)
{
    const auto rows = [](storage::store& from, const export_options& how, const row_sink& sink) {
        return export_duties(from, how, sink, complain);
    };
    return run_export(options, rows, "duties");
}

int run_dead_letters_list(const dead_letters_options& options)
{
    const auto store = open_to_read(options.data);
    if (!store) {
        return 2;
    }
    try {
        const auto letters = store->dead_letters(options.tenant, options.limit);
        if (!options.json && !letters.empty()) {
            fmt::print(
                "{:<24} {:<10} {:<16} {:<14} {:<24} {}\n", "at", "tenant", "source", "code", "id", "bytes"
            );
        }
        for (const storage::dead_letter& letter : letters) {
            if (options.json) {
                fmt::print("{}", letter_json(letter));
                continue;
            }
            fmt::print(
                "{:<24} {:<10} {:<16} {:<14} {:<24} {}\n",
                date::format("%FT%TZ", letter.at),
                printable(letter.tenant, 40),
                printable(letter.source, 40),
                letter.code,
                printable(letter.id, 40),
                printable(letter.bytes, 120)
            );
        }
        return letters.empty() ? 0 : 1;
    } catch (const storage::read_error& error) {
        complain(error.what());
        return 2;
    }
}

} // namespace chatqc::app
