#include "app/conversation_file.h"

#include "app/line_reader.h"
#include "connectors/codec/decode.h"

namespace chatqc::app {

namespace {

connectors::decode_context decoding_of(const std::string& tenant)
{
    connectors::decode_context how;
    how.tenant_name = tenant;
    return how;
}

} // namespace

bool conversation_file::read(
    const std::vector<std::string>& files, const std::string& conversation, const std::string& tenant
)
{
    name_ = conversation;
    tenant_ = tenant;
    for (const std::string& each : files)
        if (!read_file(each, conversation.empty(), tenant))
            return false;
    if (lines_.empty())
        problem_ =
            conversation.empty() ? "no file holds a message" : "no file has a conversation " + conversation;
    return problem_.empty();
}

bool conversation_file::read_file(const std::string& file, bool any, const std::string& tenant)
{
    using kind = connectors::message_decoder::line_result::kind;
    line_reader lines{file};
    connectors::message_decoder decoder;
    const auto how = decoding_of(tenant);
    std::string_view line;
    while (lines.error().empty()) {
        const auto outcome = lines.next(line, std::chrono::milliseconds{1000});
        if (outcome == line_reader::outcome::end)
            break;
        if (outcome != line_reader::outcome::line ||
            line.find_first_not_of(" \t\r") == std::string_view::npos) {
            refused_ += outcome == line_reader::outcome::too_long ? 1u : 0u;
            continue;
        }
        const auto read = decoder.decode_line(line, how);
        refused_ += read.what == kind::refused ? 1u : 0u;
        if (read.what == kind::refused || read.what == kind::end)
            continue;
        if (any && name_.empty())
            name_ = read.message.conversation;
        if (read.message.conversation == name_)
            lines_.emplace_back(line);
        else if (any)
            problem_ = "the files hold several conversations: name one with --conversation";
        if (!problem_.empty())
            return false;
    }
    problem_ = lines.error();
    return problem_.empty();
}

void conversation_file::feed(engine::offline_run& run) const
{
    connectors::message_decoder decoder;
    const auto how = decoding_of(tenant_);
    for (const std::string& each : lines_)
        run.add(decoder.decode_line(each, how).message);
}

} // namespace chatqc::app
