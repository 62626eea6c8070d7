// The frame around the views: pages, connection, language, notes of the server.
import { useEffect } from 'preact/hooks';

import { switch_language, t, t_value } from '../state/language';
import { conversation_url, follow, go, route_now, url_of, type view } from '../state/route';
import { breaches_now, status_now } from '../state/server';
import { BreachView } from './breach_view';
import { Connection } from './connection';
import { ConversationView } from './conversation_view';
import { DutyView } from './duty_view';
import { IncidentView } from './incident_view';
import { LiveView } from './live_view';
import { ReportView } from './report_view';

// The current view in the nav: a conversation belongs to the live view it was opened from.
const tab_of: Record<view, view> = {
    live: 'live',
    conversation: 'live',
    breaches: 'breaches',
    duties: 'duties',
    incidents: 'incidents',
    reports: 'reports',
};

function Tab({ view, count }: { view: Exclude<view, 'conversation'>; count?: number }) {
    const { filter } = route_now.value;
    const is_here = tab_of[route_now.value.view] === view;
    return (
        <a
            class="tab"
            href={url_of({ view, filter: view === 'reports' ? undefined : filter })}
            aria-current={is_here ? 'page' : undefined}
            onClick={follow}
        >
            {t(`nav.${view}`)}
            {count ? <span class="tab-count">{count}</span> : null}
        </a>
    );
}

function OpenConversation() {
    const open = (event: SubmitEvent) => {
        event.preventDefault();
        const field = (event.currentTarget as HTMLFormElement).elements.namedItem(
            'conversation',
        ) as HTMLInputElement;
        const id = field.value.trim();
        if (id === '') return;
        field.value = '';
        go(conversation_url(id));
    };
    return (
        <form class="open-conversation" role="search" onSubmit={open}>
            <input
                name="conversation"
                type="search"
                autocomplete="off"
                spellcheck={false}
                aria-label={t('nav.open')}
                placeholder={t('nav.open_hint')}
            />
        </form>
    );
}

// What the server wants seen, by codes; one the page does not know is shown as it is.
function Notes() {
    const notes = (status_now.value.notes ?? []).map(note => t_value('note', note));
    const problem = status_now.value.rules_problem;
    if (notes.length === 0 && !problem) return null;
    return (
        <ul class="notes" aria-label={t('note.label')}>
            {problem && (
                <li class="problem">
                    <details>
                        <summary>{t('note.rules_refused')}</summary>
                        <pre>{problem}</pre>
                    </details>
                </li>
            )}
            {notes.map(note => (
                <li key={note}>{note}</li>
            ))}
        </ul>
    );
}

function Body() {
    const { view } = route_now.value;
    if (view === 'conversation') return <ConversationView key={route_now.value.conversation} />;
    if (view === 'breaches') return <BreachView />;
    if (view === 'duties') return <DutyView />;
    if (view === 'incidents') return <IncidentView />;
    if (view === 'reports') return <ReportView />;
    return <LiveView />;
}

export function App() {
    const { view } = route_now.value;
    const title = view === 'conversation' ? t('conversation.title') : t(`nav.${view}`);
    useEffect(() => {
        document.title = `${title} · ${t('app.title')}`;
    });
    const urgent = breaches_now.value?.rounds.filter(round => round.state !== 'open').length ?? 0;
    return (
        <div class="frame">
            <a class="skip" href="#content">
                {t('app.skip')}
            </a>
            <header class="top">
                <a class="brand" href="/" onClick={follow}>
                    <span class="brand-mark" aria-hidden="true" />
                    chatqc
                </a>
                <nav class="tabs" aria-label={t('nav.label')}>
                    <Tab view="live" />
                    <Tab view="breaches" count={urgent} />
                    <Tab view="duties" />
                    <Tab view="incidents" />
                    <Tab view="reports" />
                </nav>
                <OpenConversation />
                <Connection />
                <button class="language" type="button" title={t('language.label')} onClick={switch_language}>
                    {t('language.switch')}
                </button>
            </header>
            <Notes />
            <main id="content" class={`content content-${view}`} tabIndex={-1}>
                <Body />
            </main>
        </div>
    );
}
