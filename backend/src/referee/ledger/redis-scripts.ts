/*
 * What Redis keeps of one attempt. All names share a hash tag, so that a cluster keeps them together:
 *
 *   invigil:{exam:attempt}:claims           hash   claim → "<type> <until>", or "-" for one that never counts
 *   invigil:{exam:attempt}:counts           hash   type → how many claims count
 *   invigil:{exam:attempt}:suppressed:TYPE  string the claim that suppresses the type; there while it does
 *
 * <until>, in milliseconds since the epoch by Redis' clock, is when the claim stops to suppress its type.
 * Every script answers with [claims that are fresh, counts, Redis' time, claims or nil]; hashes as field
 * and value by turns.
 */

const shared = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function ruling(kind, untilTime)
  return string.format('%s %.0f', kind, untilTime)
end
`;

/**
 * Records the claims of one message: one round trip whatever their number, and nothing in between.
 *
 * KEYS: claims, counts, then for each claim the key of its type's suppression.
 * ARGV: the attempt's lifetime in ms; how many counted claims the caller knows of, or -1; then for each
 * claim its id, type and TTL in ms.
 *
 * Whoever knows of another number than is there gets all claims; -1 wants none.
 */
export const recordScript = `${shared}
local claims, counts, at = KEYS[1], KEYS[2], now()
local fresh, added = {}, 0
for i = 3, #KEYS do
  local id, kind, ttl = ARGV[3 * i - 6], ARGV[3 * i - 5], ARGV[3 * i - 4]
  local before = redis.call('HGET', claims, id)
  if before then
    if before ~= '-' then fresh[#fresh + 1] = id end
  elseif redis.call('SET', KEYS[i], id, 'NX', 'PX', ttl) then
    redis.call('HSET', claims, id, ruling(kind, at + ttl))
    redis.call('HINCRBY', counts, kind, 1)
    fresh[#fresh + 1] = id
    added = added + 1
  end
end
redis.call('PEXPIRE', claims, ARGV[1])
redis.call('PEXPIRE', counts, ARGV[1])
local tally, total, known = redis.call('HGETALL', counts), 0, tonumber(ARGV[2])
for i = 2, #tally, 2 do total = total + tally[i] end
local all = false
if known >= 0 and total ~= known + added then all = redis.call('HGETALL', claims) end
return { fresh, tally, at, all }
`;

/**
 * Makes an attempt contain at least what the caller counted, and nothing of what it disowns. Running it
 * again changes nothing. Repairs what somebody else has spoilt: counts follow from the claims.
 *
 * KEYS: claims, counts, then the suppression keys of the types that were ever counted.
 * ARGV: the attempt's remaining lifetime in ms, and as JSON
 *   { counted: [{ claimId, type, remainingMs }], disowned: [claimId],
 *     suppressing: [{ claimId, remainingMs }] in the order of KEYS }
 * where remainingMs, also negative, is for how long the claim still suppresses its type.
 */
export const reconcileScript = `${shared}
local claims, counts, at = KEYS[1], KEYS[2], now()
local told, ours = cjson.decode(ARGV[2]), {}
if redis.call('TYPE', claims).ok ~= 'hash' then redis.call('DEL', claims) end
for _, claim in ipairs(told.counted) do
  ours[claim.claimId] = true
  local before = redis.call('HGET', claims, claim.claimId)
  if not before or before == '-' then
    redis.call('HSET', claims, claim.claimId, ruling(claim.type, at + claim.remainingMs))
  end
end
for _, id in ipairs(told.disowned) do
  ours[id] = true
  redis.call('HSET', claims, id, '-')
end
for i, claim in ipairs(told.suppressing) do
  local key, left = KEYS[i + 2], claim.remainingMs
  local holder = redis.call('TYPE', key).ok == 'string' and redis.call('GET', key)
  -- A claim that another process counted suppresses for as long as that one said. One of ours may have
  -- been counted here late, after it was given up: it suppresses for as long as we say.
  if not holder or ours[holder] or redis.call('PTTL', key) < left then
    if left > 0 then redis.call('SET', key, claim.claimId, 'PX', left) else redis.call('DEL', key) end
  end
end
redis.call('DEL', counts)
local all = redis.call('HGETALL', claims)
for i = 2, #all, 2 do
  local kind = string.match(all[i], '^(%S+) %d+$')
  if kind then redis.call('HINCRBY', counts, kind, 1) end
end
redis.call('PEXPIRE', claims, ARGV[1])
redis.call('PEXPIRE', counts, ARGV[1])
return { {}, redis.call('HGETALL', counts), at, all }
`;
