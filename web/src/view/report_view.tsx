// The daily reports there are, with links to each file. The reports themselves are the server's.
import { useEffect, useState } from 'preact/hooks';

import type { report } from '../model/wire';
import { api_error, read_reports, report_url } from '../net/api';
import { t } from '../state/language';
import { Failure, Nothing } from './marks';

function Report({ value }: { value: report }) {
    const revision = value.revision ?? 0;
    const state = value.state === 'provisional' ? 'provisional' : 'final';
    return (
        <li class="report">
            <a class="report-date" href={report_url(value.date, '')} target="_blank" rel="noopener">
                {value.date}
            </a>
            <span class="report-state">
                <span class={`status-word status-${state}`}>{t(`report.${state}`)}</span>
                {revision > 0 ? <span class="tag">{t('report.restated', { n: revision })}</span> : null}
            </span>
            <span class="report-files">
                <a href={report_url(value.date, '')} target="_blank" rel="noopener">
                    {t('report.open')}
                </a>
                <a href={report_url(value.date, '.csv')} download={`chatqc-${value.date}.csv`}>
                    CSV
                </a>
                <a href={report_url(value.date, '.json')} download={`chatqc-${value.date}.json`}>
                    JSON
                </a>
            </span>
        </li>
    );
}

export function ReportView() {
    const [reports, set_reports] = useState<report[] | null>(null);
    const [problem, set_problem] = useState<api_error | null>(null);
    const load = () => {
        set_problem(null);
        read_reports().then(
            read => set_reports([...(read.reports ?? [])].sort((a, b) => (a.date < b.date ? 1 : -1))),
            error =>
                set_problem(error instanceof api_error ? error : new api_error('unknown', String(error))),
        );
    };
    useEffect(load, []);
    return (
        <section class="reports" aria-label={t('report.title')}>
            <div class="view-head">
                <div>
                    <h1>{t('report.title')}</h1>
                    <p class="muted">{t('report.explain')}</p>
                </div>
            </div>
            {problem ? <Failure code={problem.code} message={problem.message} retry={load} /> : null}
            {!problem && reports === null ? <Nothing title={t('live.loading')} /> : null}
            {reports?.length === 0 ? <Nothing title={t('report.none')} hint={t('report.none_hint')} /> : null}
            <ul class="report-list">
                {(reports ?? []).map(value => (
                    <Report key={value.date} value={value} />
                ))}
            </ul>
        </section>
    );
}
