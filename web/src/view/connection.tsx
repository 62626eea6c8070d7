// How the live connection stands, in the header.
import { useEffect, useState } from 'preact/hooks';

import { t } from '../state/language';
import { connection, reconnect } from '../state/live';

// Draws the caller again every `ms` while `is_on`, and gives the page's clock.
export function use_clock(ms: number, is_on = true): number {
    const [now, set_now] = useState(() => performance.now());
    useEffect(() => {
        if (!is_on) return undefined;
        set_now(performance.now());
        const timer = setInterval(() => set_now(performance.now()), ms);
        return () => clearInterval(timer);
    }, [ms, is_on]);
    return now;
}

export function Connection() {
    const state = connection.value;
    const now = use_clock(1_000, state.kind === 'waiting');
    let text: string;
    if (state.kind === 'waiting') {
        const seconds = Math.max(1, Math.ceil((state.retry_at - now) / 1000));
        text = t(state.reason === 'slow_consumer' ? 'feed.slow' : 'feed.waiting', { seconds });
    } else {
        text = t(state.kind === 'live' ? 'feed.live' : 'feed.connecting');
    }
    return (
        <div class={`connection connection-${state.kind}`} role="status" aria-label={t('feed.label')}>
            <span class="dot" aria-hidden="true" />
            <span class="connection-text">{text}</span>
            {state.kind === 'waiting' ? (
                <button class="link" type="button" onClick={reconnect}>
                    {t('feed.retry')}
                </button>
            ) : null}
        </div>
    );
}
