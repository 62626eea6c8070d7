// A conversation: its messages as they stood in the shop's day, its violations in place, its verdicts with receipts.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { by_gravity, lay_out, near_hits } from '../model/thread';
import type { conversation, message, verdict } from '../model/wire';
import { open_conversation } from '../state/conversation';
import { t } from '../state/language';
import { conversation_url, follow, go, route_now, url_of } from '../state/route';
import { Failure, Nothing } from './marks';
import { use_media, wide_query } from './media';
import { Receipt, ReceiptCard } from './receipt_card';
import { bring_to_sight, card_of, place_of, show_message } from './sight';
import { Thread } from './thread_view';

const context = 2; // messages kept around each hit when only those are wanted

function Head({ content, zone }: { content: conversation; zone: string }) {
    const { filter } = route_now.value;
    const shop = [...content.verdicts, ...content.messages].find(one => one.shop)?.shop;
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
    const { verdict, conversation } = route_now.value;
    go(conversation_url(conversation, verdict === id ? '' : id), true);
}

interface verdicts_properties {
    verdicts: readonly verdict[];
    messages: ReadonlyMap<string, message>;
    zone: string;
    pointed: string;
    is_below: boolean; // the chosen receipt stands in the conversation
}

function Verdicts({ verdicts, messages, zone, pointed, is_below }: verdicts_properties) {
    return (
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
                        is_open={verdict.id === pointed && !is_below}
                        choose={point_at}
                        show={show_message}
                    />
                ))}
            </ul>
        </section>
    );
}

function OnlyHits({ value, change }: { value: boolean; change(value: boolean): void }) {
    return (
        <div class="messages-tools">
            <label>
                <input
                    type="checkbox"
                    checked={value}
                    onChange={event => change(event.currentTarget.checked)}
                />
                {t('conversation.only_violations')}
            </label>
        </div>
    );
}

// Brings the chosen verdict in sight when it is chosen, not again whenever the conversation is read anew.
function use_pointing(chosen: verdict | undefined, is_below: boolean): void {
    const shown = useRef('');
    useEffect(() => {
        const id = chosen?.id ?? '';
        if (shown.current === id) return;
        shown.current = id;
        if (!chosen) return;
        if (is_below) {
            bring_to_sight(place_of(chosen.anchor), 'start');
            return;
        }
        bring_to_sight(card_of(id), 'nearest');
        bring_to_sight(place_of(chosen.receipt?.spans?.[0]?.message ?? chosen.anchor), 'center');
    }, [chosen, is_below]);
}

function Loaded({ content, zone }: { content: conversation; zone: string }) {
    const pointed = route_now.value.verdict;
    const [only_hits, set_only_hits] = useState(false);
    const all = useMemo(() => lay_out(content, pointed), [content, pointed]);
    const items = useMemo(() => (only_hits ? near_hits(all, context) : all), [all, only_hits]);
    const messages = useMemo(() => new Map(content.messages.map(one => [one.id, one])), [content]);
    const verdicts = useMemo(() => by_gravity(content.verdicts), [content]);
    const chosen = content.verdicts.find(one => one.id === pointed);
    // Where the cards are far above, the chosen receipt stands beneath its message.
    const is_below = !use_media(wide_query) && chosen !== undefined && messages.has(chosen.anchor);
    use_pointing(chosen, is_below);
    const receipt = is_below ? (
        <div class={`receipt-below edge-${chosen.level}`}>
            <Receipt value={chosen} zone={zone} messages={messages} show={show_message} />
        </div>
    ) : null;
    return (
        <div class="conversation">
            <Head content={content} zone={zone} />
            <Verdicts
                verdicts={verdicts}
                messages={messages}
                zone={zone}
                pointed={pointed}
                is_below={is_below}
            />
            <section class="messages" aria-label={t('conversation.messages')}>
                <OnlyHits value={only_hits} change={set_only_hits} />
                <Thread
                    items={items}
                    content={content}
                    zone={zone}
                    pointed={pointed}
                    choose={point_at}
                    below={receipt && chosen ? { anchor: chosen.anchor, receipt } : null}
                />
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
    if (problem)
        return <Failure code={problem.code} message={problem.message} retry={() => void reading!.read()} />;
    return <Nothing title={t('conversation.loading')} />;
}
