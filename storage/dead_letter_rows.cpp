#include "storage/dead_letter_rows.h"

#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/limits.h"

namespace chatqc::storage {

namespace {

std::uint64_t number_in(std::string_view key)
{
    key_reader reader(key);
    reader.u32();
    return reader.u64();
}

} // namespace

dead_letter_rows::dead_letter_rows(const database& in, const std::vector<tenant_id>& tenants)
{
    for (const tenant_id tenant : tenants) {
        row_iterator row(in, family::dead_letters, range_of_prefix(tenant_key(tenant)), walk::near);
        row.to_last();
        if (row.valid()) {
            numbers& found = current_[tenant];
            found.next = number_in(row.key()) + 1;
            row.to_first();
            found.first = number_in(row.key());
        }
    }
}

void dead_letter_rows::put(
    write_set& changes, by_tenant& numbering, tenant_id tenant, const dead_letter& letter
)
{
    dead_letter kept = letter;
    if (kept.bytes.size() > limits::dead_letter_bytes_max) {
        kept.bytes.resize(limits::dead_letter_bytes_max);
    }
    std::string bytes;
    append_dead_letter(bytes, kept);
    numbers& at = numbering[tenant];
    changes.put(family::dead_letters, dead_letter_key(tenant, at.next++), bytes);
    for (; at.next - at.first > limits::dead_letters_max; ++at.first) {
        changes.erase(family::dead_letters, dead_letter_key(tenant, at.first));
    }
}

std::vector<dead_letter> read_dead_letters(const database& in, tenant_id tenant, std::size_t limit)
{
    std::vector<dead_letter> letters;
    row_iterator row(in, family::dead_letters, range_of_prefix(tenant_key(tenant)), walk::near);
    for (row.to_last(); row.valid() && letters.size() < limit; row.previous()) {
        auto letter = read_dead_letter(row.value());
        if (!letter) {
            throw read_error({"corruption", "a damaged dead letter row"});
        }
        letters.push_back(std::move(*letter));
    }
    return letters;
}

} // namespace chatqc::storage
