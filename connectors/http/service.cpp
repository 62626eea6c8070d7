#include "connectors/http/service.h"

#include "connectors/http/guard.h"

#include <algorithm>
#include <exception>

namespace chatqc::connectors {

namespace {

constexpr std::string_view subprotocol = "chatqc.v1";
constexpr std::string_view page_policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";
// Answers of the API that are documents (reports): no script, styles of their own.
constexpr std::string_view document_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

bool has_header(const http_response& answer, std::string_view name)
{
    return std::any_of(answer.headers.begin(), answer.headers.end(), [&](const auto& each) {
        return each.first == name;
    });
}

void set_default(http_response& answer, std::string_view name, std::string_view value)
{
    if (!has_header(answer, name)) {
        answer.headers.emplace_back(name, value);
    }
}

http_response finished(http_response answer)
{
    set_default(answer, "X-Content-Type-Options", "nosniff");
    set_default(answer, "Cache-Control", "no-store");
    set_default(answer, "Referrer-Policy", "no-referrer");
    if (answer.content_type.starts_with("text/html")) {
        set_default(answer, "Content-Security-Policy", document_policy);
    }
    return answer;
}

http_response plain_text(unsigned status, std::string body)
{
    http_response answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(body);
    return answer;
}

http_response unauthorized()
{
    http_response answer = error_response(401, "unauthorized", "a bearer token is needed");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

// A handler's exception is its own failure, not the server's.
http_response guarded(const endpoint_handler& handler, const endpoint_request& request)
{
    try {
        return handler(request);
    } catch (const backend_unavailable& error) {
        return error_response(503, "store_unavailable", error.what());
    } catch (const std::exception& error) {
        return error_response(500, "internal", error.what());
    }
}

constexpr std::size_t signs_waiting_max = 64;

bool is_sign_of_life(const std::string& path)
{
    return path == "/metrics" || path == "/healthz" || path == "/readyz";
}

bool offers_subprotocol(const http_request& request)
{
    return std::find(request.subprotocols.begin(), request.subprotocols.end(), subprotocol) !=
           request.subprotocols.end();
}

} // namespace

struct http_service::state {
    state(
        http_service_options how,
        std::vector<endpoint> rows,
        ingest_service& messages,
        feed_hub& hub,
        worker_pool& pool,
        metrics& owner
    )
        : options(std::move(how)),
          table(with_own(std::move(rows), owner)),
          ingest(messages),
          feed(hub),
          workers(pool),
          requests(owner, "http_requests_total", "HTTP requests by status.", "status", 64)
    {
    }

    std::vector<endpoint> with_own(std::vector<endpoint> rows, metrics& owner);
    access_result access(const http_request& request, right need) const;
    std::optional<http_response> check(const http_request& request);
    std::optional<http_response> check_sockets(const http_request& request) const;
    http_response serve_asset(const std::string& path) const;
    http_response counted(http_response answer);

    http_service_options options;
    endpoint_table table;
    ingest_service& ingest;
    feed_hub& feed;
    worker_pool& workers;
    capped_counters requests;
};

std::vector<endpoint> http_service::state::with_own(std::vector<endpoint> rows, metrics& owner)
{
    rows.push_back({"GET", "/v1/ingest", right::ingest, {}});
    rows.push_back({"POST", "/v1/messages", right::ingest, {}});
    rows.push_back({"GET", "/v1/live", right::read, {}});
    rows.push_back({"GET", "/v1/live/events", right::read, {}});
    // Who watches the server hears of it also while every worker waits for the disk.
    rows.push_back({"GET", "/metrics", right::read, [&owner](const endpoint_request&) {
                        http_response answer = plain_text(200, owner.page());
                        answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
                        return answer;
                    }});
    rows.push_back({"GET", "/healthz", right::none, [](const endpoint_request&) {
                        return plain_text(200, "ok\n");
                    }});
    rows.push_back({"GET", "/readyz", right::none, [this](const endpoint_request&) {
                        const readiness now = options.ready ? options.ready() : readiness{true, "ok"};
                        return plain_text(now.is_ready ? 200 : 503, now.why + "\n");
                    }});
    return rows;
}

access_result http_service::state::access(const http_request& request, right need) const
{
    return check_access(options.access, request.authorization, request.peer_is_loopback, need);
}

std::optional<http_response> http_service::state::check(const http_request& request)
{
    if (has_token_in_query(request)) {
        return error_response(400, "token_in_query", "send the token in the Authorization header");
    }
    if (!options.access.tokens && !is_own_name(request.host, options.hosts)) {
        return error_response(403, "unknown_host", "without tokens only localhost is answered");
    }
    const endpoint_table::match match = table.find(request.method, request.path);
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    if ((request.is_upgrade || !is_read) && !is_allowed_origin(request, options.origins)) {
        return error_response(403, "wrong_origin", "pages of this origin may not do that");
    }
    if (match.found == nullptr && !match.allowed.empty()) {
        http_response answer = error_response(405, "wrong_method", "this address does not know that method");
        answer.headers.emplace_back("Allow", match.allowed);
        return answer;
    }
    if (match.found == nullptr) {
        const bool is_asset = is_read && !request.is_upgrade && !request.path.starts_with("/v1/");
        return is_asset ? std::nullopt
                        : std::optional(error_response(404, "not_found", "there is nothing at this address"));
    }
    switch (access(request, match.found->need).what) {
    case access::unauthorized:
        return unauthorized();
    case access::forbidden:
        return error_response(403, "forbidden", "this token, or this address, may not do that");
    case access::granted:
        break;
    }
    return check_sockets(request);
}

// The addresses that are answered otherwise than by a handler.
std::optional<http_response> http_service::state::check_sockets(const http_request& request) const
{
    const bool is_ingest = request.path == "/v1/ingest";
    const bool is_live = request.path == "/v1/live";
    if ((is_ingest || is_live) && !request.is_upgrade) {
        http_response answer = error_response(426, "upgrade_required", "this address speaks WebSocket");
        answer.headers.emplace_back("Upgrade", "websocket");
        answer.headers.emplace_back("Connection", "Upgrade");
        return answer;
    }
    if (request.is_upgrade && !is_ingest && !is_live) {
        return error_response(400, "no_upgrade", "this address does not speak WebSocket");
    }
    if (is_ingest && !offers_subprotocol(request)) {
        return error_response(400, "bad_subprotocol", "the subprotocol must be chatqc.v1");
    }
    if (is_live && !request.subprotocols.empty() && !offers_subprotocol(request)) {
        return error_response(400, "bad_subprotocol", "the subprotocol, if any, must be chatqc.v1");
    }
    if (is_ingest || request.path == "/v1/messages") {
        return ingest.check(request);
    }
    if (is_live || request.path == "/v1/live/events") {
        return feed.check(request);
    }
    return std::nullopt;
}

http_response http_service::state::serve_asset(const std::string& path) const
{
    const std::string name = path == "/" ? "/index.html" : path;
    const bool climbs = name.find("..") != std::string::npos;
    std::optional<asset> found = options.assets && !climbs ? options.assets(name) : std::nullopt;
    if (!found) {
        return error_response(404, "not_found", "there is nothing at this address");
    }
    http_response answer;
    answer.content_type = std::move(found->content_type);
    answer.body = std::move(found->body);
    answer.headers.emplace_back(
        "Cache-Control", found->is_immutable ? "public, max-age=31536000, immutable" : "no-cache"
    );
    answer.headers.emplace_back("Content-Security-Policy", page_policy);
    return answer;
}

http_response http_service::state::counted(http_response answer)
{
    requests.add(std::to_string(answer.status));
    return finished(std::move(answer));
}

// Gives an answer of another part (ingest) the headers and the count of all answers.
class http_service::finishing_exchange : public http_exchange {
public:
    finishing_exchange(std::shared_ptr<state> core, std::shared_ptr<http_exchange> inner)
        : core_(std::move(core)), inner_(std::move(inner))
    {
    }

    void respond(http_response answer) override { inner_->respond(core_->counted(std::move(answer))); }

    std::unique_ptr<byte_stream> respond_with_stream(http_response head) override
    {
        return inner_->respond_with_stream(core_->counted(std::move(head)));
    }

private:
    std::shared_ptr<state> core_;
    std::shared_ptr<http_exchange> inner_;
};

http_service::http_service(
    http_service_options options,
    std::vector<endpoint> rows,
    ingest_service& ingest,
    feed_hub& feed,
    worker_pool& workers,
    metrics& counters
)
    : state_(std::make_shared<state>(std::move(options), std::move(rows), ingest, feed, workers, counters)),
      signs_(1, signs_waiting_max)
{
}

http_service::~http_service() = default;

const endpoint_table& http_service::endpoints() const
{
    return state_->table;
}

std::optional<http_response> http_service::check(const http_request& head)
{
    std::optional<http_response> refusal = state_->check(head);
    if (refusal) {
        refusal = state_->counted(std::move(*refusal));
    }
    return refusal;
}

void http_service::handle(http_request&& request, std::shared_ptr<http_exchange> exchange)
{
    if (request.path == "/v1/live/events") {
        const access_result who = state_->access(request, right::read);
        state_->feed.stream(std::move(request), exchange, who.who.tenant);
        return;
    }
    if (request.path == "/v1/messages") {
        const access_result who = state_->access(request, right::ingest);
        auto finishing = std::make_shared<finishing_exchange>(state_, std::move(exchange));
        state_->ingest.post(std::move(request), std::move(finishing), who.who);
        return;
    }
    const std::string request_path = request.path;
    auto job = [core = state_, request = std::make_shared<http_request>(std::move(request)), exchange] {
        const endpoint_table::match match = core->table.find(request->method, request->path);
        if (match.found == nullptr) {
            exchange->respond(core->counted(core->serve_asset(request->path)));
            return;
        }
        endpoint_request given;
        given.path = match.path;
        given.query = std::move(request->query);
        given.tenant = core->access(*request, match.found->need).who.tenant;
        given.body = std::move(request->body);
        exchange->respond(core->counted(guarded(match.found->handler, given)));
    };
    auto& by = is_sign_of_life(request_path) ? signs_ : state_->workers;
    if (!by.submit(std::move(job))) {
        exchange->respond(state_->counted(error_response(503, "busy", "too many requests wait")));
    }
}

upgrade_decision http_service::upgrade(const http_request& head)
{
    upgrade_decision decision;
    if (offers_subprotocol(head)) {
        decision.subprotocol = subprotocol;
    }
    if (head.path == "/v1/live") {
        decision.options.message_bytes_max = 8192; // a subscriber has nothing to say
        decision.options.read_ahead_bytes = 2048;
    } else {
        decision.options.message_bytes_max = decode_limits::frame_bytes;
    }
    return decision;
}

void http_service::connected(http_request&& head, std::unique_ptr<websocket> connection)
{
    if (head.path == "/v1/live") {
        const access_result who = state_->access(head, right::read);
        state_->feed.connected(std::move(head), std::move(connection), who.who.tenant);
    } else {
        const access_result who = state_->access(head, right::ingest);
        state_->ingest.connected(std::move(head), std::move(connection), who.who);
    }
}

} // namespace chatqc::connectors
