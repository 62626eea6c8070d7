#include "app/convert_decode.h"

#include "app/printable.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace chatqc::app {
namespace {

// From the first byte that is not ASCII; what an encoding is guessed from.
constexpr std::size_t sample_bytes = 64u << 10;

std::size_t ascii_length(std::string_view bytes)
{
    const auto other = std::find_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; });
    return static_cast<std::size_t>(other - bytes.begin());
}

// A few broken sequences in a UTF-8 file are rows to report, not a reason to read all of it as something
// else. Chinese in GB18030, read as UTF-8, has now and then a sequence of two bytes that is well formed,
// hardly ever one of three.
bool looks_like_utf_8(std::string_view bytes)
{
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        if ((bytes[at] & 0x80) == 0) {
            ++at;
            continue;
        }
        const auto length = utf8_length(bytes.substr(at));
        if (!length) {
            break;
        }
        good += *length >= 3 ? 1u : 0u;
        bad += *length == 0 ? 1u : 0u;
        at += std::max<std::size_t>(*length, 1);
    }
    return bad == 0 || good > 2 * bad;
}

extern "C" void mark_broken(
    const void*,
    UConverterToUnicodeArgs* args,
    const char*,
    int32_t,
    UConverterCallbackReason reason,
    UErrorCode* error
)
{
    if (reason > UCNV_IRREGULAR) {
        return; // reset, close, clone: nothing to write
    }
    *error = U_ZERO_ERROR;
    const UChar mark = 0xFDD0;
    ucnv_cbToUWriteUChars(args, &mark, 1, 0, error);
}

} // namespace

std::optional<text_encoding> encoding_of(std::string_view name)
{
    if (name == "auto") {
        return text_encoding::automatic;
    }
    if (name == "utf-8" || name == "utf8") {
        return text_encoding::utf_8;
    }
    if (name == "gb18030" || name == "gbk" || name == "gb2312") {
        return text_encoding::gb18030;
    }
    if (name == "utf-16" || name == "utf16") {
        return text_encoding::utf_16;
    }
    return std::nullopt;
}

std::string_view name_of(text_encoding value)
{
    switch (value) {
    case text_encoding::automatic:
        return "auto";
    case text_encoding::utf_8:
        return "utf-8";
    case text_encoding::gb18030:
        return "gb18030";
    case text_encoding::utf_16:
        return "utf-16";
    }
    return "";
}

struct text_decoder::converter {
    explicit converter(const char* name)
    {
        UErrorCode error = U_ZERO_ERROR;
        from = ucnv_open(name, &error);
        to = ucnv_open("UTF-8", &error);
        if (from != nullptr) {
            ucnv_setToUCallBack(from, mark_broken, nullptr, nullptr, nullptr, &error);
        }
        pivot_from = pivot_to = pivot;
    }

    ~converter()
    {
        ucnv_close(from);
        ucnv_close(to);
    }

    converter(const converter&) = delete;
    converter& operator=(const converter&) = delete;

    void convert(std::string_view bytes, bool last, std::string& out)
    {
        const char* source = bytes.data();
        const char* const source_end = source + bytes.size();
        UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
        while (error == U_BUFFER_OVERFLOW_ERROR) {
            char piece[8192];
            char* target = piece;
            error = U_ZERO_ERROR;
            ucnv_convertEx(
                to,
                from,
                &target,
                piece + sizeof piece,
                &source,
                source_end,
                pivot,
                &pivot_from,
                &pivot_to,
                pivot + std::size(pivot),
                false,
                last,
                &error
            );
            out.append(piece, target);
        }
    }

    UConverter* from = nullptr;
    UConverter* to = nullptr;
    // Text on its way between the two converters survives from call to call.
    UChar pivot[2048];
    UChar* pivot_from = nullptr;
    UChar* pivot_to = nullptr;
};

text_decoder::text_decoder(text_encoding encoding) : encoding_{encoding} {}

text_decoder::~text_decoder() = default;

void text_decoder::begin(std::string_view bytes)
{
    begun_ = true;
    if (encoding_ == text_encoding::automatic) {
        if (bytes.starts_with("\xEF\xBB\xBF")) {
            encoding_ = text_encoding::utf_8;
        } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
            encoding_ = text_encoding::utf_16;
        }
    }
    if (encoding_ == text_encoding::utf_16) {
        // Without a mark it is little-endian: such files come from Excel.
        converter_ = std::make_unique<converter>(bytes.starts_with("\xFE\xFF") ? "UTF-16BE" : "UTF-16LE");
    } else if (encoding_ == text_encoding::gb18030) {
        converter_ = std::make_unique<converter>("gb18030");
    }
}

bool text_decoder::detect(std::string_view bytes, bool last, std::string& out)
{
    if (held_.empty()) {
        const std::size_t ascii = ascii_length(bytes);
        out.append(bytes.substr(0, ascii));
        bytes.remove_prefix(ascii);
    }
    held_.append(bytes);
    if (held_.empty() || (held_.size() < sample_bytes && !last)) {
        return false;
    }
    encoding_ = looks_like_utf_8(std::string_view{held_}.substr(0, sample_bytes)) ? text_encoding::utf_8
                                                                                  : text_encoding::gb18030;
    if (encoding_ == text_encoding::gb18030) {
        converter_ = std::make_unique<converter>("gb18030");
    }
    return true;
}

void text_decoder::feed(std::string_view bytes, bool last, std::string& out)
{
    std::string first; // what was held back
    if (!begun_) {
        held_.append(bytes);
        if (held_.size() < 4 && !last) {
            return;
        }
        first.swap(held_);
        begin(first);
        bytes = first;
        if (encoding_ != text_encoding::gb18030 && bytes.starts_with("\xEF\xBB\xBF")) {
            bytes.remove_prefix(3);
        } else if (encoding_ == text_encoding::utf_16 && (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))) {
            bytes.remove_prefix(2);
        }
    }
    if (encoding_ == text_encoding::automatic) {
        if (!detect(bytes, last, out)) {
            return;
        }
        first.swap(held_);
        bytes = first;
    }
    if (converter_) {
        converter_->convert(bytes, last, out);
    } else {
        out.append(bytes);
    }
}

} // namespace chatqc::app
