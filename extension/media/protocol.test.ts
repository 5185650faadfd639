import { expect, it } from 'vitest';
import { protocolOf } from './protocol.ts';

const stats = (local: object) =>
  new Map<string, object>(
    [
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
      { id: 'P1', type: 'candidate-pair', localCandidateId: 'L1' },
      { id: 'P2', type: 'candidate-pair', localCandidateId: 'L2' },
      { id: 'L1', type: 'local-candidate', protocol: 'udp' },
      { id: 'L2', type: 'local-candidate', ...local },
    ].map((entry) => [entry.id, entry]),
  );

it.each([
  [{ protocol: 'udp' }, 'udp'],
  [{ protocol: 'tcp' }, 'tcp'],
  [{ protocol: 'udp', relayProtocol: 'tls' }, 'tcp'],
  [{}, null],
])('reads the way of the pair that is in use: %o', (local, protocol) => {
  expect(protocolOf(stats(local))).toBe(protocol);
});

it('knows nothing before a pair is in use', () => {
  expect(protocolOf(undefined)).toBeNull();
  expect(protocolOf(new Map([['T', { id: 'T', type: 'transport' }]]))).toBeNull();
});
