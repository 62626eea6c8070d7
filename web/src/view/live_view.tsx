// The live view: verdicts as they come, history below, filters above.
import { useRef, useState } from 'preact/hooks';

import { is_filtering } from '../model/filter';
import { date_time, short_time } from '../model/time';
import type { row } from '../model/verdict_list';
import { language_now, t } from '../state/language';
import {
    beyond,
    frozen,
    held_back,
    history,
    history_error,
    limits,
    load_more,
    recent_rate,
    rows_shown,
    toggle_pause,
    zone_now,
} from '../state/live';
import { conversation_url, follow, route_now } from '../state/route';
import { rule_name } from '../state/server';
import { evidence_words, points_words } from '../text/receipt_words';
import { FilterBar } from './filter_bar';
import { AgentName, Failure, LevelMark, Nothing, StatusMark, VerdictTags } from './marks';
import { use_media, wide_query } from './media';
import { VirtualRows } from './virtual_rows';

const wide_row_height = 40; // px
const narrow_row_height = 72; // px, three short lines

// Where the reader had scrolled to, for coming back from a conversation.
let kept_scroll = 0;

const fresh_for = 3_000; // ms a row that just came or changed is tinted

function VerdictRow({ value: { verdict, arrived, changed } }: { value: row }) {
    const news = Math.max(arrived, changed);
    const is_fresh = news > 0 && performance.now() - news < fresh_for;
    const zone = zone_now.value;
    const points = verdict.points ?? 0;
    const href = conversation_url(verdict.conversation, verdict.id);
    return (
        <a
            class={`verdict verdict-${verdict.status} edge-${verdict.level}${is_fresh ? ' verdict-fresh' : ''}`}
            href={href}
            data-row={verdict.id}
            onClick={follow}
        >
            <time class="cell-time" title={`${date_time(verdict.decided_at, zone)} ${zone}`}>
                {short_time(verdict.decided_at, Date.now(), zone)}
            </time>
            <span class="cell-level">
                <LevelMark level={verdict.level} />
            </span>
            <span class="cell-rule">
                <span class="rule-name">{rule_name(verdict.rule)}</span>
                <VerdictTags value={verdict} />
            </span>
            <bdi class="cell-evidence">{evidence_words(verdict, language_now.value)}</bdi>
            <span class="cell-agent">
                <AgentName agent={verdict.agent} />
            </span>
            <bdi class="cell-shop">{verdict.shop}</bdi>
            <span class={points < 0 ? 'cell-points points-minus' : 'cell-points'}>
                {points_words(verdict, language_now.value)}
            </span>
            <span class="cell-status">
                <StatusMark value={verdict} />
            </span>
        </a>
    );
}

function Columns() {
    return (
        <div class="columns" aria-hidden="true">
            <span>{t('word.time')}</span>
            <span>{t('word.level')}</span>
            <span>{t('word.rule')}</span>
            <span>{t('word.evidence')}</span>
            <span>{t('word.agent')}</span>
            <span>{t('word.shop')}</span>
            <span class="cell-points">{t('word.points')}</span>
            <span>{t('word.status')}</span>
        </div>
    );
}

function NewsAbove({ n, go }: { n: number; go(): void }) {
    return (
        <div class="news-place">
            <button class="news-above" type="button" onClick={go}>
                {t('live.new_above', { n })}
            </button>
        </div>
    );
}

function Foot({ shown }: { shown: number }) {
    const { loading, loaded, has_more, at_limit } = history.value;
    const problem = history_error.value;
    if (problem)
        return <Failure code={problem.code} message={problem.message} retry={() => void load_more()} />;
    if (loading || !loaded) return <p class="foot">{t('live.loading')}</p>;
    if (at_limit) return <p class="foot">{t('live.limit', { n: limits.rows_limit })}</p>;
    if (has_more) {
        return (
            <p class="foot">
                <button type="button" onClick={() => void load_more()}>
                    {t('live.more')}
                </button>
            </p>
        );
    }
    if (shown > 0) return <p class="foot">{t('live.end')}</p>;
    if (is_filtering(route_now.value.filter)) return <Nothing title={t('live.empty_filtered')} />;
    return <Nothing title={t('live.empty')} hint={t('live.empty_hint')} />;
}

function Figures({ shown }: { shown: number }) {
    const is_paused = frozen.value !== null;
    return (
        <div class="figures">
            <span>{t('live.rate', { n: recent_rate.value })}</span>
            <span>{t('live.count', { n: shown })}</span>
            {is_paused ? (
                <span class="figures-paused">{t('live.paused', { n: held_back.value })}</span>
            ) : null}
            <button type="button" aria-pressed={is_paused} onClick={toggle_pause}>
                {is_paused ? t('live.resume') : t('live.pause')}
            </button>
        </div>
    );
}

// Rows that came in above while the reader is further down: their number, until he goes up.
function use_news_above(rows: readonly row[]): [number, (top: number) => void] {
    const top_row = useRef('');
    const [is_down, set_down] = useState(kept_scroll > 0);
    if (!is_down) top_row.current = rows[0]?.verdict.id ?? '';
    const at = is_down ? rows.findIndex(row => row.verdict.id === top_row.current) : 0;
    return [Math.max(0, at), top => set_down(top > 0)];
}

export function LiveView() {
    const rows = rows_shown.value;
    const is_wide = use_media(wide_query);
    const [above, scrolled] = use_news_above(rows);
    const list = useRef<HTMLElement>(null);
    const go_up = () => {
        list.current?.querySelector('.scroller')?.scrollTo({ top: 0 });
    };
    const on_scroll = (top: number) => {
        kept_scroll = top;
        scrolled(top);
    };
    const on_end = () => {
        const { loaded, loading, has_more, at_limit } = history.value;
        if (loaded && !loading && has_more && !at_limit && !history_error.value) void load_more();
    };
    return (
        <section class="live" ref={list} aria-label={t('live.title')}>
            <h1 class="unseen">{t('live.title')}</h1>
            <div class="toolbar">
                <FilterBar />
                <Figures shown={rows.length} />
            </div>
            {beyond.value > 0 ? <p class="beyond">{t('live.beyond', { n: beyond.value })}</p> : null}
            <VirtualRows
                items={rows}
                key_of={row => row.verdict.id}
                row_height={is_wide ? wide_row_height : narrow_row_height}
                label={t('live.table')}
                draw={row => <VerdictRow value={row} />}
                header={
                    <>
                        {is_wide ? <Columns /> : null}
                        {above > 0 ? <NewsAbove n={above} go={go_up} /> : null}
                    </>
                }
                on_end={on_end}
                start_at={kept_scroll}
                on_scroll={on_scroll}
            >
                <Foot shown={rows.length} />
            </VirtualRows>
        </section>
    );
}
