// Why Teams gave no token, by who can mend it: time, the person, or whoever set the app up.

/** passing: trying again helps. consent: the person, or the organisation, has to agree or sign in anew. setUp: nothing helps until the app is set up rightly. */
export type SignInFaultKind = 'passing' | 'consent' | 'setUp';

/** Teams gave no token. `message` is the reason in the words of Teams. */
export class SignInFault extends Error {
  override readonly name = 'SignInFault';
  readonly kind: SignInFaultKind;
  constructor(reason: string) {
    super(reason);
    this.kind = signInFaultKind(reason);
  }
}

/** What a person can mend in a window of Teams: an agreement, a second factor, a sign-in that was taken back. */
const asks =
  /consent|interaction_?required|login_?required|mfa|token_?revoked|AADSTS(65001|65004|50076|50079|50078|700082)/i;
const passes =
  /time(d )?-?out|network|offline|unavailable|temporar|try again|internal|server_?error|failed_?to_?(get|fetch)_?token|get_?token_?failed|AADSTS(90033|90002?|50196)\b/i;

/** The kind of a reason that Teams gives, such as `resourceRequiresConsent`. What nobody knows is the set-up's. */
export function signInFaultKind(reason: string): SignInFaultKind {
  if (asks.test(reason)) return 'consent';
  return passes.test(reason) ? 'passing' : 'setUp';
}
