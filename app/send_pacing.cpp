#include "app/send_pacing.h"

#include <algorithm>

namespace chatqc::app {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;

// After a stall a rate goes on as before; what was missed is not poured out at once.
constexpr std::chrono::seconds catch_up_max{1};

} // namespace

send_pacing::send_pacing(double rate, double speed) : rate_{rate}, speed_{speed} {}

send_pacing::clock::time_point send_pacing::due(std::optional<engine::time_point> ts, clock::time_point now)
{
    clock::time_point result = now;
    if (rate_ > 0) {
        if (count_ == 0) {
            rate_begun_ = now;
        }
        auto planned = rate_begun_ +
                       duration_cast<clock::duration>(duration<double>{static_cast<double>(count_) / rate_});
        if (now - planned > catch_up_max) {
            rate_begun_ += now - planned - catch_up_max;
            planned = now - catch_up_max;
        }
        ++count_;
        result = std::max(result, planned);
    }
    if (speed_ > 0) {
        if (ts && !first_ts_) {
            first_ts_ = ts;
            first_at_ = now;
        }
        if (ts) {
            const duration<double, std::milli> later{
                static_cast<double>((*ts - *first_ts_).count()) / speed_};
            last_due_ = first_at_ + duration_cast<clock::duration>(later);
        }
        result = std::max(result, last_due_);
    }
    return result;
}

} // namespace chatqc::app
