#pragma once

namespace dragoman::queue::scripts {

// Each runs on the server as a whole or not at all, so that a worker killed between two commands
// leaves nothing half done. Each may be repeated: an answer that was lost on the way is asked for
// again. KEYS: the stream, the job's hash, and where it is named the stream of dead letters, the
// hash of counts.

/// ARGV: now, input, then the entry's fields. Answers "new", or the state of the job of that id.
inline constexpr auto kEnqueue = R"lua(
local state = redis.call('HGET', KEYS[2], 'state')
if state and state ~= 'cancelled' then return state end
local entry = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'state', 'queued', 'entry', entry, 'attempts', 0, 'input', ARGV[2], 'queued_ms', ARGV[1])
return 'new'
)lua";

/// ARGV: group, entry, worker, now, attempts allowed, input. Answers "run", "spent" (it is to be
/// buried), or why there is nothing to do (then the entry is gone).
inline constexpr auto kBegin = R"lua(
local job = redis.call('HMGET', KEYS[2], 'state', 'entry', 'attempts', 'cancel')
local function drop(why)
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
  redis.call('XDEL', KEYS[1], ARGV[2])
  return why
end
if job[1] == 'done' or job[1] == 'cancelled' or job[1] == 'dead' then return drop(job[1]) end
local same = job[2] == ARGV[2]
if job[2] and not same and #redis.call('XRANGE', KEYS[1], job[2], job[2]) > 0 then return drop('twice') end
if job[4] then
  redis.call('HSET', KEYS[2], 'state', 'cancelled', 'ended_ms', ARGV[4])
  redis.call('HINCRBY', KEYS[3], 'cancelled', 1)
  return drop('cancelled')
end
local attempts = (same and tonumber(job[3]) or 0) + 1
if attempts > tonumber(ARGV[5]) then return 'spent' end
redis.call('HSET', KEYS[2], 'state', 'running', 'entry', ARGV[2], 'attempts', attempts, 'worker', ARGV[3],
  'input', ARGV[6], 'progress', '0', 'begun_ms', ARGV[4])
return 'run'
)lua";

/// ARGV: group, entry, worker, progress. Answers "mine", "lost" or "cancelled".
inline constexpr auto kBeat = R"lua(
local held = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if #held == 0 or held[1][2] ~= ARGV[3] then return 'lost' end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, ARGV[2], 'JUSTID')
redis.call('HSET', KEYS[2], 'progress', ARGV[4])
if redis.call('HGET', KEYS[2], 'cancel') then return 'cancelled' end
return 'mine'
)lua";

/// ARGV: group, entry, state (done or cancelled), now, files, seconds to keep. Whoever comes first
/// ends the job; answers 1 to that one alone.
inline constexpr auto kEnd = R"lua(
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
local state = redis.call('HGET', KEYS[2], 'state')
if not state or state == 'done' or state == 'cancelled' or state == 'dead' then return 0 end
redis.call('HSET', KEYS[2], 'state', ARGV[3], 'ended_ms', ARGV[4], 'files', ARGV[5])
redis.call('HDEL', KEYS[2], 'error', 'cancel')
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
return 1
)lua";

/// ARGV: group, entry, worker, idle ms, state (queued or waiting), change of attempts, error. The
/// entry stays pending, and is for anybody once it has been idle for long enough.
inline constexpr auto kRelease = R"lua(
local held = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if #held == 0 or held[1][2] ~= ARGV[3] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, ARGV[2], 'IDLE', ARGV[4], 'JUSTID')
redis.call('HSET', KEYS[2], 'state', ARGV[5], 'error', ARGV[7])
redis.call('HINCRBY', KEYS[2], 'attempts', ARGV[6])
redis.call('HDEL', KEYS[2], 'worker')
return 1
)lua";

/// ARGV: group, entry, worker, now, reason, whether the entry is a job's. Its fields follow the
/// reason's, where Lua can hold them.
inline constexpr auto kBury = R"lua(
local held = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if #held == 0 or held[1][2] ~= ARGV[3] then return 0 end
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
local fields = found[1] and #found[1][2] <= 1000 and found[1][2] or {}
local dead = redis.call('XADD', KEYS[4], 'MAXLEN', '~', 100000, '*',
  'reason', ARGV[5], 'entry', ARGV[2], 'failed_ms', ARGV[4], unpack(fields))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('HINCRBY', KEYS[3], 'dead', 1)
if ARGV[6] == '1' then
  redis.call('HSET', KEYS[2], 'state', 'dead', 'error', ARGV[5], 'ended_ms', ARGV[4], 'dead_entry', dead)
end
return 1
)lua";

/// ARGV: now. Answers "queued", the state of a job that is not dead, "unknown", or "gone".
inline constexpr auto kRetry = R"lua(
local state = redis.call('HGET', KEYS[2], 'state')
if state ~= 'dead' then return state or 'unknown' end
local at = redis.call('HGET', KEYS[2], 'dead_entry')
local found = redis.call('XRANGE', KEYS[4], at, at)
if #found == 0 or #found[1][2] < 8 then return 'gone' end
local entry = redis.call('XADD', KEYS[1], '*', unpack(found[1][2], 7))
redis.call('HSET', KEYS[2], 'state', 'queued', 'entry', entry, 'attempts', 0, 'queued_ms', ARGV[1])
redis.call('HDEL', KEYS[2], 'dead_entry', 'ended_ms', 'cancel', 'worker')
redis.call('XDEL', KEYS[4], at)
return 'queued'
)lua";

/// ARGV: group, now. Answers "cancelled", "cancelling" (its worker hears of it), the state of a job
/// that has ended, or "unknown".
inline constexpr auto kCancel = R"lua(
local state = redis.call('HGET', KEYS[2], 'state')
if not state then return 'unknown' end
if state == 'done' or state == 'cancelled' or state == 'dead' then return state end
redis.call('HSET', KEYS[2], 'cancel', 1)
if state ~= 'queued' then return 'cancelling' end
local entry = redis.call('HGET', KEYS[2], 'entry')
redis.pcall('XACK', KEYS[1], ARGV[1], entry)
redis.call('XDEL', KEYS[1], entry)
redis.call('HSET', KEYS[2], 'state', 'cancelled', 'ended_ms', ARGV[2])
redis.call('HINCRBY', KEYS[3], 'cancelled', 1)
return 'cancelled'
)lua";

/// ARGV: group, ms. Names of workers that were not heard of for so long, and hold nothing, go.
inline constexpr auto kSweep = R"lua(
for _, found in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local worker = {}
  for i = 1, #found, 2 do worker[found[i]] = found[i + 1] end
  if worker.pending == 0 and worker.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], worker.name)
  end
end
return 1
)lua";

}  // namespace dragoman::queue::scripts
