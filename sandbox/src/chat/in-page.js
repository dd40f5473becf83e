// Runs in the chat's page before the playground's own script, which stops for good at a message that reaches it before
// its configuration. Messages wait here until the page knows its chats.
{
  let tell;
  const known = new Promise((resolve) => {
    tell = resolve;
  });
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url, ...more) {
    // A turn later the page has taken the answer in.
    if (String(url).endsWith('/_internal/v1/config')) this.addEventListener('loadend', () => setTimeout(tell));
    return open.call(this, method, url, ...more);
  };
  window.WebSocket = class extends WebSocket {
    addEventListener(type, listener) {
      super.addEventListener(type, type === 'message' ? (event) => known.then(() => listener(event)) : listener);
    }
  };
}
