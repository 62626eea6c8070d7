// One verdict of a conversation: what was decided, why, and the sums behind it.
import { date_time, local_time } from '../model/time';
import { quote, show_invisible } from '../model/utf8';
import type { message, span, verdict } from '../model/wire';
import { language_now, t, t_value } from '../state/language';
import { conversation_url, follow } from '../state/route';
import { rule_name, rules_now } from '../state/server';
import { points_words, receipt_lines } from '../text/receipt_words';
import { LevelMark, StatusMark, VerdictTags } from './marks';
import { card_of } from './sight';

const quote_around = 12; // code points of context on each side of a hit
const messages_shown = 12; // ids of a receipt listed at most

export interface receipt_properties {
    value: verdict;
    zone: string;
    messages: ReadonlyMap<string, message>;
    show(message: string): void;
}

function Hit({ span, text, show }: { span: span; text: string | undefined; show(message: string): void }) {
    const [before, hit, after] = quote(text ?? '', span, quote_around);
    return (
        <li>
            <button
                class="quote"
                type="button"
                title={t('conversation.show')}
                onClick={() => show(span.message)}
            >
                <bdi>
                    {before}
                    <b>{hit === '' ? span.phrase : show_invisible(hit)}</b>
                    {after}
                </bdi>
            </button>
            {span.phrase !== hit ? (
                <span class="phrase">
                    {t('receipt.phrase')} <bdi>{span.phrase}</bdi>
                </span>
            ) : null}
            {span.disguised ? (
                <span class="tag tag-strong" title={t('mark.disguised_hint')}>
                    {t('mark.disguised')}
                </span>
            ) : null}
        </li>
    );
}

function Messages({ value, zone, messages, show }: receipt_properties) {
    const ids = value.receipt?.messages ?? [];
    if (ids.length === 0) return null;
    return (
        <div class="line">
            <dt>{t('receipt.messages')}</dt>
            <dd class="times">
                {ids.slice(0, messages_shown).map(id => {
                    const known = messages.get(id);
                    const text = known ? local_time(known.ts, zone).clock : id;
                    return (
                        <button
                            key={id}
                            class="link"
                            type="button"
                            disabled={!known}
                            onClick={() => show(id)}
                        >
                            {text}
                        </button>
                    );
                })}
                {ids.length > messages_shown ? `+${ids.length - messages_shown}` : null}
            </dd>
        </div>
    );
}

// Where else the number that leaked was told: it is somebody else's, then.
function SeenWith({ value, zone }: { value: verdict; zone: string }) {
    const seen = value.seen_with ?? [];
    if (seen.length === 0) return null;
    return (
        <div class="line line-bad">
            <dt>{t('receipt.seen_with')}</dt>
            <dd class="times">
                {seen.map(({ conversation, at }) => (
                    <a
                        key={conversation}
                        class="link"
                        href={conversation_url(conversation)}
                        title={date_time(at, zone)}
                        onClick={follow}
                    >
                        <bdi>{conversation}</bdi>
                    </a>
                ))}
            </dd>
        </div>
    );
}

export function Receipt(props: receipt_properties) {
    const { value, zone, messages, show } = props;
    const rule = rules_now.value.get(value.rule);
    const spans = value.receipt?.spans ?? [];
    return (
        <div class="receipt">
            {rule?.why ? (
                <p class="why">
                    <span class="why-label">{t('receipt.why')}</span> <bdi>{rule.why}</bdi>
                </p>
            ) : null}
            {spans.length > 0 ? (
                <ul class="hits" aria-label={t('receipt.hit')}>
                    {spans.map((span, n) => (
                        <Hit key={n} span={span} text={messages.get(span.message)?.text} show={show} />
                    ))}
                </ul>
            ) : null}
            <dl class="lines">
                {receipt_lines(value, { language: language_now.value, zone }).map(line => (
                    <div key={line.label} class={line.tone ? `line line-${line.tone}` : 'line'}>
                        <dt>{line.label}</dt>
                        <dd>
                            <bdi>{line.value}</bdi>
                            {line.message && messages.has(line.message) ? (
                                <button
                                    class="link"
                                    type="button"
                                    title={t('conversation.show')}
                                    aria-label={t('conversation.show')}
                                    onClick={() => show(line.message!)}
                                >
                                    ↗
                                </button>
                            ) : null}
                        </dd>
                    </div>
                ))}
                <SeenWith value={value} zone={zone} />
                <Messages {...props} />
                <div class="line">
                    <dt>{t('receipt.rule')}</dt>
                    <dd>
                        <code>{value.rule}</code>
                        {value.category ? ` · ${t_value('category', value.category)}` : null}
                    </dd>
                </div>
            </dl>
        </div>
    );
}

// `is_open`: its receipt stands in it; a chosen card that is not open has its receipt in the conversation.
interface card_properties extends receipt_properties {
    is_chosen: boolean;
    is_open: boolean;
    choose(id: string): void;
}

export function ReceiptCard(props: card_properties) {
    const { value, is_chosen, choose, zone, is_open } = props;
    return (
        <li
            class={`card edge-${value.level} card-${value.status}${is_chosen ? ' card-chosen' : ''}`}
            id={card_of(value.id)}
        >
            <button class="card-head" type="button" aria-expanded={is_open} onClick={() => choose(value.id)}>
                <span class="card-line">
                    <LevelMark level={value.level} />
                    <span class="rule-name">{rule_name(value.rule)}</span>
                    <span class={(value.points ?? 0) < 0 ? 'card-points points-minus' : 'card-points'}>
                        {points_words(value, language_now.value)}
                    </span>
                </span>
                <span class="card-line card-small">
                    <time>{date_time(value.anchor_ts, zone)}</time>
                    <StatusMark value={value} />
                    <VerdictTags value={value} />
                </span>
            </button>
            {is_open ? <Receipt {...props} /> : null}
        </li>
    );
}
