// What a QC lead can observe of the page, each case with a server and a browser profile of its own.
import { breach_cases } from './page_cases_breach.mjs';
import { conversation_cases } from './page_cases_conversation.mjs';
import { duty_cases } from './page_cases_duty.mjs';
import { frame_cases } from './page_cases_frame.mjs';
import { incident_cases } from './page_cases_incident.mjs';
import { live_cases } from './page_cases_live.mjs';

export const cases = [
    ...live_cases,
    ...conversation_cases,
    ...breach_cases,
    ...duty_cases,
    ...incident_cases,
    ...frame_cases,
];
