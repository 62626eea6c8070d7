#include "app/text_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace chatqc::app {
namespace {

constexpr std::size_t text_file_bytes_max = 4u << 20;

struct closer {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

} // namespace

std::optional<std::string> read_text_file(const std::string& path, std::string& problem)
{
    const std::unique_ptr<std::FILE, closer> file{std::fopen(path.c_str(), "rb")};
    if (!file) {
        problem = std::string{"cannot be read: "} + std::strerror(errno);
        return std::nullopt;
    }
    std::string text;
    std::array<char, 65536> piece{};
    while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), file.get())) {
        text.append(piece.data(), got);
        if (text.size() > text_file_bytes_max) {
            problem = "is larger than 4 MiB";
            return std::nullopt;
        }
    }
    if (std::ferror(file.get()) != 0) {
        problem = std::string{"cannot be read: "} + std::strerror(errno);
        return std::nullopt;
    }
    return text;
}

} // namespace chatqc::app
