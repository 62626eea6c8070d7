#include "app/convert.h"

#include "app/convert_decode.h"
#include "app/convert_mapping.h"
#include "app/convert_rows.h"
#include "app/convert_table.h"
#include "app/output_file.h"
#include "app/printable.h"
#include "app/progress.h"
#include "app/zones.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

namespace chatqc::app {
namespace {

constexpr std::size_t piece_bytes = 1u << 20;
constexpr std::uint64_t preview_rows = 10;

struct closer {
    void operator()(std::FILE* file) const
    {
        if (file != stdin) {
            static_cast<void>(std::fclose(file));
        }
    }
};

using input_file = std::unique_ptr<std::FILE, closer>;

std::optional<char> separator_of(std::string_view name)
{
    constexpr std::pair<std::string_view, char> known[]{
        {"auto", '\0'}, {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {",", ','}, {";", ';'}};
    for (const auto& [spelling, separator] : known) {
        if (spelling == name) {
            return separator;
        }
    }
    return std::nullopt;
}

void complain(std::string_view text)
{
    fmt::print(stderr, "chatqc convert: {}\n", text);
}

// One conversion from the first byte to the last.
class conversion {
public:
    conversion(
        const convert_options& options, convert_mapping mapping, engine::zone_table zone, output_file& out
    )
        : options_{options},
          zone_name_{mapping.zone},
          rows_{std::move(mapping), std::move(zone)},
          decoder_{encoding_of(options.encoding).value_or(text_encoding::automatic)},
          table_{separator_of(options.separator).value_or('\0')},
          out_{out}
    {
    }

    int run(std::FILE* in, std::uint64_t bytes_total)
    {
        std::string piece(piece_bytes, '\0');
        std::string text;
        bool last = false;
        while (!last && usable_ && out_.problem().empty()) {
            const std::size_t got = std::fread(piece.data(), 1, piece.size(), in);
            last = got < piece.size();
            bytes_ += got;
            text.clear();
            decoder_.feed(std::string_view{piece}.substr(0, got), last, text);
            table_.feed(text, last, [this](table_row& row) { visit(row); });
            if (!out_.is_standard_output() && progress_.is_due()) {
                show_progress(bytes_total);
            }
        }
        progress_.clear();
        if (std::ferror(in) != 0) {
            complain(options_.in + " cannot be read: " + std::strerror(errno));
            return 2;
        }
        return finish();
    }

private:
    void visit(table_row& row)
    {
        if (!bound_) {
            return bind(row);
        }
        if (!usable_) {
            return;
        }
        ++rows_seen_;
        std::string problem = std::move(row.broken);
        line_.clear();
        if (problem.empty() && row.cells.size() > columns_ && has_text_beyond(row)) {
            problem = fmt::format("has {} cells, the header {}", row.cells.size(), columns_);
        }
        if (problem.empty() && rows_.convert(row.cells, line_, problem)) {
            ++rows_written_;
            if (!options_.preview) {
                out_.write(line_);
            }
        }
        rows_failed_ += problem.empty() ? 0u : 1u;
        if (options_.preview && rows_seen_ <= preview_rows) {
            const std::string result = problem.empty() ? line_ : "ERROR " + printable(problem, 300) + '\n';
            out_.write(fmt::format("row {:>3}: {}", row.number, result));
        } else if (!problem.empty()) {
            tell(row.number, problem);
        }
    }

    [[nodiscard]] bool has_text_beyond(const table_row& row) const
    {
        for (std::size_t i = columns_; i < row.cells.size(); ++i) {
            if (!row.cells[i].empty()) {
                return true;
            }
        }
        return false;
    }

    void bind(const table_row& row)
    {
        bound_ = true;
        columns_ = row.cells.size();
        std::vector<std::string> problems;
        if (!row.broken.empty()) {
            problems.push_back("the header cannot be read: " + row.broken);
        } else {
            usable_ = rows_.bind(row.cells, problems);
        }
        for (const std::string& problem : problems) {
            complain(options_.map + ": " + problem);
        }
        if (!usable_ || !problems.empty()) {
            usable_ = false;
            complain("the columns of " + options_.in + " are: " + printable(joined(row.cells), 2000));
        }
    }

    static std::string joined(const std::vector<std::string>& cells)
    {
        std::string text;
        for (const std::string& cell : cells) {
            text += (text.empty() ? "" : " | ") + cell;
        }
        return text;
    }

    void tell(std::uint64_t row, const std::string& problem)
    {
        if (errors_told_ == options_.errors_shown) {
            ++errors_untold_;
            return;
        }
        ++errors_told_;
        progress_.clear();
        fmt::print(stderr, "row {}: {}\n", row, printable(problem, 300));
    }

    void show_progress(std::uint64_t bytes_total)
    {
        std::string text = fmt::format("{} rows, {} failed", grouped(rows_seen_), grouped(rows_failed_));
        if (bytes_total != 0) {
            text =
                progress_bar(static_cast<double>(bytes_) / static_cast<double>(bytes_total), 30) + ' ' + text;
        }
        progress_.show(text);
    }

    int finish()
    {
        if (!bound_) {
            complain(options_.in + " holds no table");
            return 2;
        }
        if (!usable_) {
            return 2;
        }
        if (!out_.finish()) {
            complain(out_.problem());
            return 2;
        }
        if (errors_untold_ > 0) {
            fmt::print(stderr, "… and {} more\n", grouped(errors_untold_));
        }
        const char separator = table_.separator();
        fmt::print(
            stderr,
            "{} rows: {} messages, {} failed ({}, separated by {}, local times of {})\n",
            grouped(rows_seen_),
            grouped(rows_written_),
            grouped(rows_failed_),
            decoder_.encoding() == text_encoding::automatic ? "ascii" : name_of(decoder_.encoding()),
            separator == '\t'  ? "tab"
            : separator == ';' ? "semicolon"
                               : "comma",
            zone_name_
        );
        return rows_failed_ == 0 ? 0 : 1;
    }

    const convert_options& options_;
    std::string zone_name_;
    row_converter rows_;
    text_decoder decoder_;
    table_reader table_;
    output_file& out_;
    progress_line progress_;
    std::string line_;
    std::size_t columns_ = 0;
    bool bound_ = false;
    bool usable_ = true; // false: the mapping does not fit the table
    std::uint64_t bytes_ = 0, rows_seen_ = 0, rows_written_ = 0, rows_failed_ = 0;
    std::uint64_t errors_told_ = 0, errors_untold_ = 0; // beside those that a preview shows with their row
};

} // namespace

int run_convert(const convert_options& options)
{
    std::vector<config_error> errors;
    convert_mapping mapping = read_mapping(options.map, errors);
    std::string problem;
    std::optional<engine::zone_table> zone = load_zone(mapping.zone, problem);
    if (!zone) {
        errors.push_back({options.map, 0, "zone", problem});
    }
    for (const config_error& error : errors) {
        complain(to_text(error));
    }
    if (options.from != "csv" || !encoding_of(options.encoding) || !separator_of(options.separator)) {
        complain("unknown --from, --encoding or --separator");
        return 2;
    }
    const input_file in{options.in == "-" ? stdin : std::fopen(options.in.c_str(), "rb")};
    if (!in) {
        complain(options.in + " cannot be read: " + std::strerror(errno));
    }
    if (!in || !errors.empty()) {
        return 2;
    }
    output_file out{options.preview ? "" : options.out};
    if (!out.problem().empty()) {
        complain(out.problem());
        return 2;
    }
    std::error_code unknown;
    const auto bytes_total = std::filesystem::file_size(options.in, unknown);
    return conversion{options, std::move(mapping), std::move(*zone), out}.run(
        in.get(), unknown ? 0 : bytes_total
    );
}

} // namespace chatqc::app
