// The host page: who sits before it, which theme, how wide, where the tab opens, and the chat beside it.
import { playHost } from '/guest.mjs';

const at = (id) => document.getElementById(id);
const settings = await (await fetch('/settings')).json();
const [tab, chat, person, theme, consent] = ['tab', 'chat', 'person', 'theme', 'consent'].map(at);
const wishes = new URLSearchParams(location.search);
let subPage = wishes.get('sub') ?? '';
/** What Teams keeps of the tab in a channel, and whether it is being set up. */
let kept;
let settingUp = wishes.has('channel');

person.append(...settings.people.map(({ id, name }) => new Option(name, id)));
person.value = wishes.get('person') ?? person.value;
theme.value = wishes.get('theme') ?? 'default';
consent.checked = wishes.get('consent') !== 'no';
at('sub').value = subPage;

const context = () => ({
  locale: wishes.get('locale') ?? 'en-us',
  theme: theme.value,
  entityId: kept?.entityId ?? 'reports',
  subEntityId: subPage || undefined,
  sessionId: 'stand-in',
  appSessionId: 'stand-in',
  hostName: 'Teams',
  hostClientType: wishes.get('client') ?? 'web',
  ringId: 'general',
  frameContext: settingUp ? 'settings' : 'content',
  ...((settingUp || kept) && { teamId: '19:team@thread.tacv2', channelId: '19:channel@thread.tacv2' }),
  tid: settings.tenant,
  userObjectId: person.value,
  userDisplayName: person.selectedOptions[0].text,
  loginHint: person.value,
});

/** A host that is slow: with `?slow=yes` nothing is answered before the page hears the event `answer`. */
const ready = wishes.has('slow') ? new Promise((resolve) => addEventListener('answer', resolve)) : Promise.resolve();

/** Refusals in the words that Teams uses; `?refuses=` is one of them, until the page hears the event `answer`. */
let refusal = wishes.get('refuses');
addEventListener('answer', () => {
  refusal = null;
});
async function token(silent) {
  if (refusal) throw new Error(refusal);
  if (!settings.signsIn) throw new Error('App resource defined in manifest and iframe origin do not match');
  if (!consent.checked && (silent || !(await agrees()))) throw new Error('resourceRequiresConsent');
  consent.checked = true;
  const answer = await fetch('/token', { method: 'POST', body: JSON.stringify({ person: person.value }) });
  if (!answer.ok) throw new Error('FailedToGetToken');
  return (await answer.json()).token;
}

function agrees() {
  const ask = at('ask');
  ask.showModal();
  return new Promise((resolve) => {
    ask.addEventListener('close', () => resolve(ask.returnValue === 'yes'), { once: true });
  });
}

/** The dialog in which a tab is added to a channel. */
const setUp = {
  kept: () => kept,
  keep: (settings) => {
    kept = settings;
  },
  ready: (valid) => {
    at('save').disabled = !valid;
  },
  saved: () => showChannel(false),
};

const guest = playHost(tab, { origin: new URL(settings.tabUrl).origin, context, token, ready, setUp });

function showTheme() {
  document.body.dataset.theme = theme.value;
  guest.fire('themeChange', theme.value);
}

/** Opens the tab anew, as Teams does for another person or a link. */
function openTab() {
  tab.src = 'about:blank';
  tab.onload = () => {
    tab.onload = null;
    tab.src = settingUp ? `${settings.tabUrl}config` : (kept?.contentUrl ?? settings.tabUrl);
  };
}

/** Sets the tab of a channel up, or shows it as it was set up. */
function showChannel(anew) {
  settingUp = anew;
  at('save').hidden = !anew;
  at('save').disabled = true;
  openTab();
}

function showChat() {
  chat.hidden = !settings.chatUrl || !at('chat-shown').checked;
  if (!chat.hidden && !chat.src) chat.src = settings.chatUrl;
}

theme.addEventListener('change', showTheme);
person.addEventListener('change', openTab);
at('width').addEventListener('change', ({ target }) => {
  tab.style.width = target.value;
});
at('link').addEventListener('submit', (event) => {
  event.preventDefault();
  subPage = at('sub').value;
  openTab();
});
at('chat-shown').addEventListener('change', showChat);
at('chat-shown').checked = wishes.get('chat') !== 'no';
at('beside').hidden = at('chat-link').hidden = !settings.chatUrl;
if (settings.chatUrl) at('chat-link').href = settings.chatUrl;

at('channel').addEventListener('click', () => showChannel(true));
at('save').addEventListener('click', guest.save);

showTheme();
showChat();
showChannel(settingUp);
