#include "app/verify.h"

#include "app/open_amendments.h"
#include "app/report_store_source.h"
#include "app/verify_evidence.h"
#include "app/verify_words.h"
#include "engine/conversation/session.h"
#include "engine/rerun.h"

#include <algorithm>
#include <map>
#include <set>

namespace chatqc::app {

namespace {

using kind = verify_difference::kind;

class verifier {
public:
    verifier(
        storage::store& stored,
        const engine::unit_log& units,
        const verify_scope& scope,
        const std::function<void(std::uint64_t)>& done
    )
        : stored_(stored), messages_(stored), run_(units), scope_(scope), done_(done)
    {
        open_amendments_ =
            open_amendments(stored, [this](const storage::journal_damage& range) { messages_.note(range); });
    }

    // All segments of one conversation, in order.
    void check(const std::vector<engine::segment>& segments);

    // From now on no other session counts.
    void look_only_at(const std::string& session) { session_ = session; }

    verify_result take()
    {
        result_.damaged_blocks = messages_.damaged();
        return std::move(result_);
    }

private:
    using verdicts_by_id = std::map<engine::verdict_id, engine::verdict>;
    using summaries = std::map<std::string, engine::session_summary>; // by session

    // Segments [begin, end) of a conversation, all of whose messages are at hand.
    struct readable_part {
        std::size_t begin = 0;
        std::size_t end = 0;
        engine::stretch messages;
    };

    [[nodiscard]] bool is_wanted(const engine::segment& segment) const;
    void pass_over(const std::vector<engine::segment>& segments, const verdicts_by_id& verdicts);
    [[nodiscard]] static std::uint64_t
    count_of(const engine::segment& segment, const verdicts_by_id& verdicts);
    evidence add_amendments(
        const std::vector<engine::segment>& segments, const readable_part& part, std::string& records
    );
    void expire(const engine::segment& segment, const verdicts_by_id& verdicts);
    void check(
        const std::vector<engine::segment>& segments,
        const readable_part& part,
        const verdicts_by_id& verdicts
    );
    void compare(const summaries& stored, const summaries& recomputed, const engine::segment& of);
    void compare(const verdicts_by_id& stored, const verdicts_by_id& recomputed);
    void tell(kind what, const engine::verdict& about, std::string sentence);
    void tell(verify_difference difference);

    storage::store& stored_;
    evidence_reader messages_;
    engine::rerun run_;
    const verify_scope& scope_;
    const std::function<void(std::uint64_t)>& done_;
    amendments_by_conversation open_amendments_;
    verify_result result_;
    engine::tenant_id tenant_ = 0; // of the conversation before
    std::string tenant_name_;
    std::string session_; // empty: all
};

bool verifier::is_wanted(const engine::segment& segment) const
{
    return segment.session && (!scope_.day || segment.session->day == *scope_.day) &&
           (session_.empty() || segment.session->session == session_);
}

void verifier::check(const std::vector<engine::segment>& segments)
{
    const auto first = std::find_if(segments.begin(), segments.end(), [this](const engine::segment& one) {
        return is_wanted(one);
    });
    if (first == segments.end())
        return;
    if (tenant_ != first->tenant) {
        tenant_ = first->tenant;
        tenant_name_ = stored_.tenant_name(tenant_);
        run_.name_tenant(tenant_, tenant_name_);
    }
    verdicts_by_id verdicts;
    for (auto& one : stored_.verdicts_of(tenant_name_, first->conversation)) {
        if (one.status == engine::verdict_status::final_ && (!scope_.verdict || one.id == *scope_.verdict))
            verdicts.emplace(one.id, std::move(one));
    }
    const auto begin = static_cast<std::size_t>(first - segments.begin());
    std::vector<readable_part> parts{{begin, begin, {}}};
    std::vector<const engine::segment*> expired;
    bool is_damaged = false;
    for (auto at = begin; at < segments.size(); ++at) {
        switch (messages_.read(segments[at], parts.back().messages.records)) {
        case evidence::whole:
            parts.back().end = at + 1;
            break;
        case evidence::gone:
            expired.push_back(&segments[at]);
            parts.push_back({at + 1, at + 1, {}});
            break;
        case evidence::damaged:
            is_damaged = true;
            break;
        }
    }
    for (auto& part : parts) {
        is_damaged =
            is_damaged || (part.end > part.begin &&
                           add_amendments(segments, part, part.messages.records) == evidence::damaged);
    }
    if (is_damaged)
        return pass_over(segments, verdicts);
    for (const auto* segment : expired)
        expire(*segment, verdicts);
    for (const auto& part : parts) {
        if (part.end > part.begin)
            check(segments, part, verdicts);
    }
}

// What is missing may have changed any session of the conversation.
void verifier::pass_over(const std::vector<engine::segment>& segments, const verdicts_by_id& verdicts)
{
    for (const auto& segment : segments) {
        if (!is_wanted(segment))
            continue;
        ++result_.damaged_sessions;
        result_.damaged_verdicts += count_of(segment, verdicts);
    }
}

// Edits and recalls that stand behind this part change it too. A copy does no harm.
evidence verifier::add_amendments(
    const std::vector<engine::segment>& segments, const readable_part& part, std::string& records
)
{
    auto found = evidence::whole;
    for (auto at = part.end; at < segments.size(); ++at) {
        engine::segment only;
        std::copy_if(
            segments[at].messages.begin(),
            segments[at].messages.end(),
            std::back_inserter(only.messages),
            [](const engine::stored_message& one) { return one.amends; }
        );
        if (!only.messages.empty() && messages_.read(only, records) == evidence::damaged)
            found = evidence::damaged;
    }
    if (const auto open = open_amendments_.find({tenant_, segments.front().conversation});
        open != open_amendments_.end())
        records += open->second;
    return found;
}

void verifier::expire(const engine::segment& segment, const verdicts_by_id& verdicts)
{
    if (!is_wanted(segment))
        return;
    ++result_.expired_sessions;
    result_.expired_verdicts += count_of(segment, verdicts);
}

std::uint64_t verifier::count_of(const engine::segment& segment, const verdicts_by_id& verdicts)
{
    return static_cast<std::uint64_t>(std::count_if(verdicts.begin(), verdicts.end(), [&](const auto& one) {
        return one.second.session == segment.session->session;
    }));
}

void verifier::check(
    const std::vector<engine::segment>& segments, const readable_part& part, const verdicts_by_id& verdicts
)
{
    auto messages = part.messages;
    messages.tenant = tenant_;
    messages.conversation = segments.front().conversation;
    if (part.begin > 0)
        messages.before = segments[part.begin - 1].after;
    auto made = run_.judge({&messages, 1});

    summaries stored;
    std::set<std::string> elsewhere; // sessions that are not compared
    for (std::size_t at = 0; at < segments.size(); ++at) {
        const auto& one = segments[at];
        if (!one.session)
            continue;
        const bool inside = part.begin <= at && at < part.end;
        // It was cut by the message that follows, and nobody can tell here when that came.
        const bool cut_short = at + 1 == part.end && one.messages.size() >= engine::session_messages_max;
        if (inside && is_wanted(one) && cut_short)
            ++result_.undecided;
        if (inside && is_wanted(one) && !cut_short)
            stored.emplace(one.session->session, *one.session);
        else
            elsewhere.insert(one.session->session);
    }
    summaries recomputed;
    for (auto& one : made.segments) {
        if (one.session && !elsewhere.contains(one.session->session))
            recomputed.emplace(one.session->session, std::move(*one.session));
    }
    verdicts_by_id was;
    for (const auto& [id, one] : verdicts) {
        if (stored.contains(one.session))
            was.emplace(id, one);
    }
    verdicts_by_id is;
    for (auto& one : made.verdicts) {
        if (!elsewhere.contains(one.session) && (!scope_.verdict || one.id == *scope_.verdict))
            is.emplace(one.id, std::move(one));
    }
    if (!scope_.verdict)
        compare(stored, recomputed, segments.front());
    compare(was, is);
    result_.sessions += stored.size();
    result_.verdicts += was.size();
    done_(result_.sessions);
}

void verifier::compare(const summaries& stored, const summaries& recomputed, const engine::segment& of)
{
    const auto differs = [&](const std::string& session, std::string sentence) {
        ++result_.sessions_changed;
        tell(
            {kind::session,
             tenant_name_,
             of.conversation,
             session,
             {},
             "session " + session + " (conversation " + of.conversation + "): " + std::move(sentence)}
        );
    };
    for (const auto& [session, was] : stored) {
        const auto is = recomputed.find(session);
        if (is == recomputed.end())
            differs(session, "stored, but the messages make no such session");
        else if (auto sentence = difference_in_words(was, is->second); !sentence.empty())
            differs(session, std::move(sentence));
    }
    for (const auto& [session, is] : recomputed) {
        if (!stored.contains(session))
            differs(session, "the messages make this session, but it is not stored");
    }
}

void verifier::compare(const verdicts_by_id& stored, const verdicts_by_id& recomputed)
{
    for (const auto& [id, was] : stored) {
        const auto is = recomputed.find(id);
        if (is == recomputed.end()) {
            ++result_.extra;
            tell(kind::extra, was, "stored, but the messages do not give it");
        } else if (auto sentence = difference_in_words(was, is->second); !sentence.empty()) {
            ++result_.changed;
            tell(kind::changed, was, std::move(sentence));
        }
    }
    for (const auto& [id, is] : recomputed) {
        if (stored.contains(id))
            continue;
        ++result_.missing;
        tell(kind::missing, is, "the messages give it, but it is not stored as final");
    }
}

void verifier::tell(kind what, const engine::verdict& about, std::string sentence)
{
    tell(
        {what,
         about.tenant,
         about.conversation,
         about.session,
         engine::to_hex(about.id),
         name_in_words(about) + ": " + std::move(sentence)}
    );
}

void verifier::tell(verify_difference difference)
{
    if (result_.first.size() < scope_.differences_max)
        result_.first.push_back(std::move(difference));
}

void verify_all(storage::store& stored, engine::tenant_id tenant, verifier& with)
{
    std::vector<engine::segment> segments; // of one conversation
    const auto done = stored.scan_segments(tenant, [&](engine::segment&& next) {
        if (!segments.empty() && segments.front().conversation != next.conversation) {
            with.check(segments);
            segments.clear();
        }
        segments.push_back(std::move(next));
        return true;
    });
    if (!done)
        throw storage::read_error{done.error};
    with.check(segments);
}

void verify_day(storage::store& stored, engine::tenant_id tenant, std::int32_t day, verifier& with)
{
    std::set<std::string> conversations;
    const auto done = stored.scan_sessions(tenant, day, day, [&](const auto&, std::string_view conversation) {
        conversations.emplace(conversation);
        return true;
    });
    if (!done)
        throw storage::read_error{done.error};
    for (const auto& conversation : conversations)
        with.check(stored.segments(tenant, conversation));
}

storage::result<bool> verify_one(
    storage::store& stored,
    const std::vector<engine::tenant_id>& tenants,
    const engine::verdict_id& id,
    verifier& with
)
{
    const auto name = "verdict " + engine::to_hex(id);
    for (const auto tenant : tenants) {
        const auto found = stored.verdict(stored.tenant_name(tenant), id);
        if (!found)
            continue;
        if (!stored.session_ended(tenant, found->conversation, found->session))
            return {std::nullopt, {"not_found", name + " is of a session that is not among the ended ones"}};
        with.look_only_at(found->session);
        with.check(stored.segments(tenant, found->conversation));
        return {true, {}};
    }
    return {std::nullopt, {"not_found", "there is no " + name}};
}

} // namespace

storage::result<verify_result> verify_store(
    storage::store& stored,
    const engine::unit_log& units,
    const verify_scope& scope,
    const std::function<void(std::uint64_t sessions)>& done
)
{
    auto tenants = tenants_of(stored);
    if (!scope.tenant.empty()) {
        const auto named = find_tenant(stored, scope.tenant);
        if (!named)
            return {std::nullopt, {"not_found", "there are no messages of tenant \"" + scope.tenant + "\""}};
        tenants = {*named};
    }
    try {
        verifier work{stored, units, scope, done};
        if (scope.verdict) {
            if (const auto one = verify_one(stored, tenants, *scope.verdict, work); !one)
                return {std::nullopt, one.error};
            return {work.take(), {}};
        }
        for (const auto tenant : tenants) {
            if (scope.day)
                verify_day(stored, tenant, *scope.day, work);
            else
                verify_all(stored, tenant, work);
        }
        return {work.take(), {}};
    } catch (const storage::read_error& error) {
        return {std::nullopt, error.why()};
    }
}

} // namespace chatqc::app
