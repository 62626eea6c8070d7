#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/rocks_store.h"

namespace chatqc::storage {

namespace {

// Checks the format of what is there; of a fresh store, writes ours.
std::optional<failure> settle_format(database& in, const std::string& path)
{
    pinned_value bytes;
    if (in.read(family::meta, meta_format_key(), bytes)) {
        const auto format = read_format(bytes.bytes());
        if (!format) {
            return failure{"corruption", path + " does not say its format"};
        }
        if (*format > store_format) {
            return failure{
                "newer_format",
                path + " has format " + std::to_string(*format) + "; this program knows " +
                    std::to_string(store_format)};
        }
        return std::nullopt;
    }
    if (in.is_read_only()) {
        return failure{"not_found", "the store in " + path + " is empty"};
    }
    write_set changes(in);
    changes.put(family::meta, meta_format_key(), format_value(store_format));
    auto written = in.write(changes);
    return written ? std::nullopt : std::optional(std::move(written.error));
}

} // namespace

result<std::unique_ptr<store>> store::open(const options& how)
{
    auto opened = database::open(how);
    if (!opened) {
        return {std::nullopt, std::move(opened.error)};
    }
    try {
        if (auto failed = settle_format(**opened.value, how.path)) {
            return {std::nullopt, std::move(*failed)};
        }
        auto made = std::make_unique<rocks_store>(std::move(*opened.value), how.path);
        if (!how.read_only) {
            // 1 is "default", by being the first.
            if (auto first = made->tenant("default"); !first) {
                return {std::nullopt, std::move(first.error)};
            }
        }
        return {std::move(made), {}};
    } catch (const read_error& error) {
        return {std::nullopt, error.why()};
    }
}

} // namespace chatqc::storage
