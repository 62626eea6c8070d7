#include "bench/phrase_lists.h"

#include "app/database_cache.h"
#include "app/pack_check.h"
#include "bench/measure.h"

#include <fmt/format.h>

#include <stdexcept>

namespace chatqc::bench {

namespace {

// In ms, with the unit's hash.
std::pair<double, std::string>
time_unit(const std::vector<rules::pack_bundle>& packs, std::string cache_folder)
{
    app::file_database_cache cache(std::move(cache_folder));
    const auto begin = bench_clock::now();
    const app::checked_packs checked = app::check_packs(packs, &cache);
    const double spent = ms_between(begin, bench_clock::now());
    if (checked.has_errors()) {
        throw std::runtime_error(
            "the bench's own rules are refused:\n" + app::diagnostics_text(checked.diagnostics)
        );
    }
    return {spent, checked.unit->rules->hash};
}

} // namespace

list_times time_list(const std::vector<std::string>& phrases, const std::string& folder, unsigned turns)
{
    const std::vector<rules::pack_bundle> packs{pack_of(phrases)};
    std::vector<double> check;
    std::vector<double> compile;
    std::vector<double> from_cache;
    list_times made;
    for (unsigned turn = 0; turn < turns; ++turn) {
        const run_folder cache(folder);
        const auto begin = bench_clock::now();
        static_cast<void>(rules::check(packs));
        check.push_back(ms_between(begin, bench_clock::now()));
        const auto [cold, unit] = time_unit(packs, cache / "databases");
        const auto [warm, again] = time_unit(packs, cache / "databases");
        if (unit != again) {
            throw std::runtime_error("the cache makes another unit");
        }
        compile.push_back(cold);
        from_cache.push_back(warm);
        made.unit = unit;
    }
    made.phrases = phrases.size();
    made.check = median_of(check);
    made.compile = median_of(compile);
    made.from_cache = median_of(from_cache);
    return made;
}

void run_list_pairs(
    const corpus& input,
    const std::vector<std::string>& many,
    const path_options& how,
    const std::function<void(const list_pair&)>& done
)
{
    corpus larger = input;
    larger.phrases = many;
    for (unsigned turn = 0; turn < how.pairs; ++turn) {
        list_pair pair;
        in_turns(
            turn, [&] { pair.few = run_server(input, how); }, [&] { pair.many = run_server(larger, how); }
        );
        done(pair);
    }
}

} // namespace chatqc::bench
