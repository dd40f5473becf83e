// Calls of Teams' connector that are made once and end: the library by itself would repeat a post whose answer was lost, and
// the chat would show it twice; and it would wait for an answer for ever.
import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { type ConnectorClient, ConnectorFactory } from 'botframework-connector';

/** Shorter than the 20 s for which a card is claimed. */
const answerTimeoutMs = 15_000;

/** The part of the library's inner client that is needed here; its types keep it to themselves. */
type Request = { readonly method: string; readonly url: string; timeout: number; agent?: Agent | PlainAgent };
type Pipeline = {
  removePolicy(which: { readonly name: string }): readonly unknown[];
  addPolicy(policy: { readonly name: string; sendRequest(request: Request, next: Next): Promise<unknown> }): void;
};
type Next = (request: Request) => Promise<unknown>;

/**
 * A post opens a connection of its own. One that rested may be closed by the other side in the same instant, and then
 * nobody could tell whether the post was taken; an edit is simply repeated.
 */
const fresh = { secure: new Agent({ keepAlive: false }), plain: new PlainAgent({ keepAlive: false }) } as const;
const freshAgentFor = (url: string) => (url.startsWith('https:') ? fresh.secure : fresh.plain);

/** Clients by the service they speak to: making one costs more than a call. Teams has a handful of services. */
export type KnownClients = Map<string, ConnectorClient>;
const mostKnown = 20;

class SendingOnce extends ConnectorFactory {
  private readonly inner: ConnectorFactory;
  private readonly known: KnownClients;

  constructor(inner: ConnectorFactory, known: KnownClients) {
    super();
    this.inner = inner;
    this.known = known;
  }

  override async create(serviceUrl: string, audience: string): Promise<ConnectorClient> {
    const key = `${serviceUrl} ${audience}`;
    const client = this.known.get(key) ?? (await this.make(serviceUrl, audience));
    if (this.known.size >= mostKnown) this.known.clear();
    this.known.set(key, client);
    return client;
  }

  private async make(serviceUrl: string, audience: string): Promise<ConnectorClient> {
    const client = await this.inner.create(serviceUrl, audience);
    const { pipeline } = (client as unknown as { readonly client: { readonly pipeline: Pipeline } }).client;
    if (pipeline.removePolicy({ name: 'defaultRetryPolicy' }).length !== 1)
      throw new Error('The connector has no retry policy that could be taken out.');
    pipeline.addPolicy({
      name: 'answerTimeout',
      sendRequest(request, next) {
        request.timeout = answerTimeoutMs;
        if (request.method === 'POST') request.agent = freshAgentFor(request.url);
        return next(request);
      },
    });
    return client;
  }
}

/** Makes connectors that repeat nothing and wait at most 15 s for an answer; `known` are those of the same bot. */
export const sendingOnce = (factory: ConnectorFactory, known: KnownClients): ConnectorFactory =>
  new SendingOnce(factory, known);
