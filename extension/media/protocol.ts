/** One entry of WebRTC's statistics, as far as it is read here (https://www.w3.org/TR/webrtc-stats/). */
interface Entry {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly selectedCandidatePairId?: unknown;
  readonly localCandidateId?: unknown;
  readonly protocol?: unknown;
  readonly relayProtocol?: unknown;
}

/** How a connection carries its data, by the pair of addresses that it has settled on. Null: on none yet. */
export function protocolOf(
  stats: { forEach(look: (entry: Entry) => void): void } | undefined,
): 'udp' | 'tcp' | null {
  const entries = new Map<unknown, Entry>();
  stats?.forEach((entry) => void entries.set(entry.id, entry));
  const transport = [...entries.values()].find(({ type }) => type === 'transport');
  const pair = entries.get(transport?.selectedCandidatePairId);
  const local = entries.get(pair?.localCandidateId);
  // Through a relay it is the way to the relay that counts.
  const protocol = local?.relayProtocol ?? local?.protocol;
  if (protocol === 'udp') return 'udp';
  return protocol === 'tcp' || protocol === 'tls' ? 'tcp' : null;
}
