// A conversation: its messages as they stood in the shop's day, its violations in place, its verdicts with receipts.
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { date_time } from '../model/time';
import { by_gravity, lay_out, near_hits, type session_mark, type thread_item } from '../model/thread';
import type { conversation } from '../model/wire';
import { open_conversation } from '../state/conversation';
import { t } from '../state/language';
import { follow, go, route_now, url_of } from '../state/route';
import { Failure, Nothing } from './marks';
import { MessageLine, place_of } from './message_line';
import { use_media, wide_query } from './media';
import { card_of, Receipt, ReceiptCard } from './receipt_card';

const context = 2; // messages kept around each hit when only those are wanted

function bring_to_sight(id: string, block: ScrollLogicalPosition): void {
    const is_calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    document.getElementById(id)?.scrollIntoView({ block, behavior: is_calm ? 'auto' : 'smooth' });
}

function show_message(id: string): void {
    const place = document.getElementById(place_of(id));
    if (!place) return;
    bring_to_sight(place_of(id), 'center');
    place.focus({ preventScroll: true });
    place.classList.remove('message-shown');
    requestAnimationFrame(() => place.classList.add('message-shown'));
}

function SessionMark({ item, zone }: { item: session_mark; zone: string }) {
    const { started, ended } = item.session;
    return (
        <li class="session-mark">
            <span>
                {t('conversation.session', { n: item.number })} · {date_time(started, zone)} ·{' '}
                {ended
                    ? t('conversation.session_ended', { time: date_time(ended, zone) })
                    : t('conversation.session_open')}
            </span>
        </li>
    );
}

interface thread_properties {
    items: readonly thread_item[];
    content: conversation;
    zone: string;
    pointed: string;
    choose(id: string): void;
    below: { anchor: string; receipt: VNode } | null; // a receipt to stand beneath its anchor
}

function Thread({ items, content, zone, pointed, choose, below }: thread_properties) {
    const chosen = content.verdicts.find(verdict => verdict.id === pointed);
    const evidence = new Set(chosen ? [chosen.anchor, ...(chosen.receipt?.messages ?? [])] : []);
    if (items.length === 0) return <Nothing title={t('conversation.no_messages')} />;
    return (
        <ol class="thread" aria-label={t('conversation.messages')}>
            {items.map(item => {
                if (item.kind === 'session') return <SessionMark key={`s ${item.number}`} item={item} zone={zone} />;
                if (item.kind === 'skipped') {
                    return (
                        <li key={`k ${item.first}`} class="skipped">
                            {t('conversation.hidden', { n: item.count })}
                        </li>
                    );
                }
                return (
                    <MessageLine
                        key={`m ${item.message.id}`}
                        item={item}
                        zone={zone}
                        pointed={pointed}
                        is_evidence={evidence.has(item.message.id)}
                        choose={choose}
                        below={below?.anchor === item.message.id ? below.receipt : null}
                    />
                );
            })}
        </ol>
    );
}

function Head({ content, zone }: { content: conversation; zone: string }) {
    const { filter } = route_now.value;
    const shop = content.verdicts.find(verdict => verdict.shop)?.shop;
    const customer = content.messages.find(message => message.customer)?.customer;
    return (
        <header class="conversation-head">
            <a class="back" href={url_of({ view: 'live', filter })} onClick={follow}>
                ← {t('conversation.back')}
            </a>
            <h1>
                {t('conversation.title')} <bdi>{content.conversation}</bdi>
            </h1>
            <ul class="facts">
                {shop ? (
                    <li>
                        {t('word.shop')} <bdi>{shop}</bdi>
                    </li>
                ) : null}
                {customer ? (
                    <li>
                        {t('word.customer')} <bdi>{customer}</bdi>
                    </li>
                ) : null}
                <li>{t('conversation.messages_count', { n: content.messages.length })}</li>
                <li>{t('conversation.zone', { zone })}</li>
            </ul>
        </header>
    );
}

// Points at a verdict: its card opens, its evidence lights up, both come in sight.
function point_at(id: string): void {
    const { verdict, conversation, filter } = route_now.value;
    const next = verdict === id ? '' : id;
    go(url_of({ view: 'conversation', conversation, verdict: next, filter }), true);
}

function Loaded({ content, zone }: { content: conversation; zone: string }) {
    const pointed = route_now.value.verdict;
    const [only_hits, set_only_hits] = useState(false);
    const all = useMemo(() => lay_out(content, pointed), [content, pointed]);
    const items = useMemo(() => (only_hits ? near_hits(all, context) : all), [all, only_hits]);
    const messages = useMemo(() => new Map(content.messages.map(one => [one.id, one])), [content]);
    const verdicts = useMemo(() => by_gravity(content.verdicts), [content]);
    const is_wide = use_media(wide_query);
    const chosen = content.verdicts.find(one => one.id === pointed);
    // Where the cards are far above, the chosen receipt stands in the conversation.
    const below =
        !is_wide && chosen && messages.has(chosen.anchor)
            ? {
                  anchor: chosen.anchor,
                  receipt: (
                      <div class={`receipt-below edge-${chosen.level}`}>
                          <Receipt value={chosen} zone={zone} messages={messages} show={show_message} />
                      </div>
                  ),
              }
            : null;
    const shown = useRef('');
    useEffect(() => {
        if (pointed === '') shown.current = '';
        if (pointed === '' || shown.current === pointed) return;
        if (!chosen) return;
        shown.current = pointed;
        if (below) {
            bring_to_sight(place_of(chosen.anchor), 'start');
            return;
        }
        bring_to_sight(card_of(pointed), 'nearest');
        bring_to_sight(place_of(chosen.receipt?.spans?.[0]?.message ?? chosen.anchor), 'center');
    }, [pointed, content]);
    return (
        <div class="conversation">
            <Head content={content} zone={zone} />
            <section class="verdicts" aria-label={t('word.verdicts')}>
                <h2>
                    {t('word.verdicts')} <span class="number">{verdicts.length}</span>
                </h2>
                {verdicts.length === 0 ? <p class="muted">{t('conversation.no_verdicts')}</p> : null}
                <ul class="cards">
                    {verdicts.map(verdict => (
                        <ReceiptCard
                            key={verdict.id}
                            value={verdict}
                            zone={zone}
                            messages={messages}
                            is_chosen={verdict.id === pointed}
                            is_open={verdict.id === pointed && below === null}
                            choose={point_at}
                            show={show_message}
                        />
                    ))}
                </ul>
            </section>
            <section class="messages" aria-label={t('conversation.messages')}>
                <div class="messages-tools">
                    <label>
                        <input
                            type="checkbox"
                            checked={only_hits}
                            onChange={event => set_only_hits(event.currentTarget.checked)}
                        />
                        {t('conversation.only_violations')}
                    </label>
                </div>
                <Thread items={items} content={content} zone={zone} pointed={pointed} choose={point_at} below={below} />
            </section>
        </div>
    );
}

export function ConversationView() {
    const id = route_now.value.conversation;
    const [reading, set_reading] = useState<open_conversation | null>(null);
    useEffect(() => {
        const opened = new open_conversation(id);
        set_reading(opened);
        return () => opened.close();
    }, [id]);
    const content = reading?.content.value ?? null;
    const problem = reading?.problem.value ?? null;
    if (content) return <Loaded content={content} zone={reading!.zone()} />;
    if (problem?.code === 'not_found' || problem?.code === 'http_404') {
        return <Nothing title={t('conversation.missing')} hint={id} />;
    }
    if (problem) return <Failure code={problem.code} message={problem.message} retry={() => void reading!.read()} />;
    return <Nothing title={t('conversation.loading')} />;
}
