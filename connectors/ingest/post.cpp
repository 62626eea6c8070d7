#include "connectors/ingest/post.h"

#include "connectors/codec/answers.h"

#include <algorithm>

namespace chatqc::connectors {

ingest_post::ingest_post(
    std::shared_ptr<ingest_service::state> core, std::shared_ptr<http_exchange> exchange, post_request what
)
    : core_(std::move(core)),
      exchange_(std::move(exchange)),
      what_(std::move(what)),
      source_(&core_->posting[what_.source]),
      arrived_(core_->clock())
{
}

decode_context ingest_post::context() const
{
    decode_context how;
    how.tenant_name = what_.tenant_name;
    how.tenant = what_.tenant;
    how.source = what_.source;
    how.recorded = what_.recorded;
    how.now = arrived_;
    return how;
}

ingest_frame ingest_post::new_frame() const
{
    ingest_frame frame;
    frame.tenant = what_.tenant;
    frame.source = what_.source;
    frame.recorded = what_.recorded;
    frame.arrived = arrived_;
    frame.clock.newest = source_->newest;
    return frame;
}

void ingest_post::start()
{
    const std::size_t bytes = what_.body.size();
    core_->counters.bytes.add(bytes);
    what_.body.append(decode_limits::padding, ' ');
    if (what_.is_lines) {
        submit_lines();
    } else {
        ingest_frame frame = new_frame();
        core_->decoder.decode(std::string_view(what_.body).substr(0, bytes), context(), frame);
        submit(std::move(frame), bytes);
    }
    what_.body = {};
    all_submitted_ = true;
    settle();
}

// Lines make frames of at most frame_objects; an `end` ends its frame.
void ingest_post::submit_lines()
{
    constexpr std::string_view blanks = " \t\r";
    std::string_view rest = what_.body;
    rest.remove_suffix(decode_limits::padding);
    decode_context how = context();
    ingest_frame frame = new_frame();
    std::size_t bytes = 0;
    std::size_t lines = 0;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const std::size_t begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) {
            continue;
        }
        if (line[begin] == '[') {
            refusal why;
            why.index = how.first_index;
            why.code = "wrong_type";
            why.message = "a line must be an object";
            why.bytes = line.substr(0, decode_limits::dead_letter_bytes);
            frame.refused.push_back(std::move(why));
        } else {
            core_->decoder.decode(line, how, frame);
        }
        ++how.first_index;
        ++lines;
        bytes += line.size();
        if (frame.end || lines == decode_limits::frame_objects) {
            submit(std::move(frame), bytes);
            frame = new_frame();
            bytes = 0;
            lines = 0;
        }
    }
    if (lines > 0 || submitted_ == 0) {
        submit(std::move(frame), bytes);
    }
}

void ingest_post::submit(ingest_frame&& frame, std::size_t bytes)
{
    frame.ticket = core_->ticket(weak_from_this(), ++submitted_, bytes);
    submit_outcome outcome = core_->hand_over(std::move(frame), source_->newest);
    source_->ended = outcome.ended;
    take(std::move(outcome.refused));
}

void ingest_post::take(std::vector<refusal>&& refused)
{
    for (refusal& why : refused) {
        why.bytes = {};
        refused_.push_back(std::move(why));
    }
}

void ingest_post::complete(std::uint64_t, frame_result&& result)
{
    ++durable_;
    accepted_ += result.accepted;
    duplicates_ += result.duplicates;
    take(std::move(result.refused));
}

http_response ingest_post::answer()
{
    std::stable_sort(refused_.begin(), refused_.end(), [](const refusal& a, const refusal& b) {
        return a.index < b.index;
    });
    const auto too_many = std::find_if(refused_.begin(), refused_.end(), [](const refusal& why) {
        return why.code == "too_many";
    });
    http_response made;
    if (too_many != refused_.end()) {
        made = error_response(413, too_many->code, too_many->message);
    } else {
        append_ack(made.body, {1, accepted_, duplicates_});
        made.body.pop_back();
        made.body.append(",\"errors\":[");
        for (std::size_t i = 0; i < refused_.size(); ++i) {
            made.body.append(i == 0 ? "" : ",");
            append_refusal_entry(made.body, refused_[i]);
        }
        made.body.append("]}");
    }
    return made;
}

void ingest_post::give_up(http_response&& answer)
{
    if (exchange_) {
        std::exchange(exchange_, nullptr)->respond(std::move(answer));
    }
}

void ingest_post::settle()
{
    if (!all_submitted_ || durable_ != submitted_ || is_done_) {
        return;
    }
    is_done_ = true;
    const auto self = shared_from_this();
    if (exchange_) {
        std::exchange(exchange_, nullptr)->respond(answer());
    }
    if (--source_->posts == 0) {
        if (!source_->ended) {
            core_->backend.gone(what_.source, core_->clock());
        }
        core_->posting.erase(what_.source);
    }
    core_->posts.erase(self);
    core_->check_drained();
}

} // namespace chatqc::connectors
