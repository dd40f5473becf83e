// The host's half of the talk with a framed tab: what teams-js asks, answered in its own form.

/** What the host says it can do. */
const runtime = {
  apiVersion: 4,
  hostVersionsInfo: {},
  isLegacyTeams: false,
  supports: { pages: { config: {}, appButton: {}, tabs: {}, backStack: {} }, chat: {}, logs: {} },
};

/**
 * Listens to the tab in `frame`. `context()` is told to it, `token(silent)` resolves to a token or rejects with the
 * reason that Teams would give; `ready` resolves when the host begins to answer. `setUp` is the dialog in which a tab is set up: what it keeps, and how it ends. `fire`
 * sends an event, if the tab has asked for it; `save` is the dialog's button.
 */
export function playHost(frame, { origin, context, token, ready, setUp }) {
  const wanted = new Set();
  const post = (message) => frame.contentWindow?.postMessage(message, origin);
  const answers = {
    initialize: () => ready.then(() => [context().frameContext, 'web', JSON.stringify(runtime), '2.58.0']),
    getContext: () => [context()],
    'authentication.getAuthToken': ([, , silent]) =>
      token(silent !== false).then(
        (text) => [true, text],
        (error) => [false, error.message],
      ),
    'authentication.authenticate': ([url, width, height]) =>
      askInWindow(url, width, height, origin).then(
        (result) => [true, result],
        (error) => [false, error.message],
      ),
    registerHandler: ([name]) => void wanted.add(name),
    'settings.getSettings': () => [setUp.kept() ?? {}],
    'settings.setSettings': ([settings]) => {
      setUp.keep(settings);
      return [true];
    },
    'settings.setValidityState': ([valid]) => void setUp.ready(valid),
    'settings.save.success': () => void setUp.saved(),
    executeDeepLink: () => [true],
    'pages.navigateToApp': () => [true],
  };
  addEventListener('message', async ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin || typeof data?.func !== 'string') return;
    // What is told without a question, such as that the tab has loaded, is not answered.
    const args = await answers[data.func]?.(data.args ?? []);
    if (args) post({ id: data.id, uuidAsString: data.uuidAsString, args });
  });
  return {
    fire: (func, ...args) => wanted.has(func) && post({ func, args }),
    save: () => wanted.has('save') && post({ func: 'settings.save', args: [{}] }),
  };
}

/** Opens a window for an agreement, and hears from its last page, which comes from `origin`, how it went. */
function askInWindow(url, width, height, origin) {
  const asked = open(url, '_blank', `popup,width=${width || 600},height=${height || 600}`);
  if (!asked) return Promise.reject(new Error('FailedToOpenWindow'));
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      removeEventListener('message', hear);
      clearInterval(watch);
      settle(value);
    };
    const hear = ({ source, origin: from, data }) => {
      if (source !== asked || from !== origin) return;
      if (data.func === 'initialize') {
        const args = ['authentication', 'web', JSON.stringify(runtime), '2.58.0'];
        asked.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args }, origin);
      }
      if (data.func === 'authentication.authenticate.success') end(resolve, data.args[0]);
      if (data.func === 'authentication.authenticate.failure') end(reject, new Error(data.args[0]));
    };
    const watch = setInterval(() => asked.closed && end(reject, new Error('CancelledByUser')), 300);
    addEventListener('message', hear);
  });
}
