// What each refusal of Teams means for whoever sits before the tab.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asFailure, mayPass, offline } from '../api/failure.ts';
import { SignInFault } from './sign-in-fault.ts';

const failureOf = (reason: string) => asFailure(new SignInFault(reason));

describe('a refusal of Teams', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it.each(['resourceRequiresConsent', 'resourceRequiresMfa', 'InteractionRequired', 'tokenRevoked', 'AADSTS65001: …'])(
    '%s asks the person',
    (reason) => {
      expect(failureOf(reason).kind).toBe('consent');
    },
  );

  it.each(['FailedToGetToken', 'Request timed out', 'NetworkError', 'internalError', 'AADSTS90033: …'])(
    '%s passes and is tried again',
    (reason) => {
      expect([failureOf(reason).kind, mayPass(failureOf(reason))]).toEqual(['offline', true]);
    },
  );

  it.each([
    'App resource defined in manifest and iframe origin do not match',
    'resourceDisabled',
    'AADSTS650057: Invalid resource.',
    'something that nobody has seen yet',
  ])('%s is a fault of the set-up: not tried again, and the reason is said', (reason) => {
    const failure = failureOf(reason);
    expect([failure.kind, mayPass(failure)]).toEqual(['setUp', false]);
    expect(failure.message).toContain(reason);
    expect(failure.message).toContain('webApplicationInfo');
  });

  it.each(['Failed to fetch', 'FailedToGetToken', 'resourceDisabled'])(
    '%s without a network is a server that does not answer',
    (reason) => {
      vi.stubGlobal('navigator', { onLine: false });
      const failure = failureOf(reason);
      expect([failure.kind, failure.message, mayPass(failure)]).toEqual(['offline', offline().message, true]);
    },
  );

  it('without a network still asks the person for an agreement', () => {
    vi.stubGlobal('navigator', { onLine: false });
    expect(failureOf('resourceRequiresConsent').kind).toBe('consent');
  });
});
