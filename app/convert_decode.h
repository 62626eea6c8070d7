// Bytes of a text file in some encoding, piece by piece, to UTF-8. Knows nothing of tables.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

enum class text_encoding { automatic, utf_8, gb18030, utf_16 };

std::optional<text_encoding> encoding_of(std::string_view name); // auto, utf-8, gb18030 (gbk, gb2312), utf-16
std::string_view name_of(text_encoding value);

// Bytes that mean nothing in a converted encoding come out as this noncharacter (U+FDD0), which no real text
// holds; in UTF-8 they pass as they are and validation finds them.
inline constexpr std::string_view broken_mark = "\xEF\xB7\x90";

// `automatic` looks at the byte order mark, then at the text from the first byte that is not ASCII: up to
// there both encodings agree.
class text_decoder {
public:
    explicit text_decoder(text_encoding encoding);
    ~text_decoder();
    text_decoder(const text_decoder&) = delete;
    text_decoder& operator=(const text_decoder&) = delete;

    // Appends the text of the next bytes; `last` flushes what waits for its second half. A mark at the
    // beginning is left out.
    void feed(std::string_view bytes, bool last, std::string& out);

    // What is assumed so far; `automatic` while everything was ASCII.
    [[nodiscard]] text_encoding encoding() const { return encoding_; }

private:
    struct converter;
    void begin(std::string_view bytes);
    bool detect(std::string_view bytes, bool last, std::string& out);

    text_encoding encoding_;
    bool begun_ = false;
    std::string held_; // until there is enough to see a mark, or to guess by
    std::unique_ptr<converter> converter_;
};

} // namespace chatqc::app
