// Starts the page.
import { render } from 'preact';

import { keep_document_language } from './state/language';
import { start_live } from './state/live';
import { follow_history } from './state/route';
import { start_polling } from './state/server';
import './style/base.css';
import './style/frame.css';
import './style/live.css';
import './style/conversation.css';
import './style/breach.css';
import './style/duty.css';
import './style/incident.css';
import { App } from './view/app';

keep_document_language();
follow_history();
start_live();
start_polling();
render(<App />, document.getElementById('page')!);
