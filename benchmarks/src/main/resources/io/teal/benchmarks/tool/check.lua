-- Sends the requests in turn and checks every answer. Before this come `requests` ({method, path, body} each), `lengths` (those
-- that a body may have), `field` and `value` (what the head must say, or nil), and `settle` (how many microseconds nothing counts
-- yet, for connections to be made).
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanos; } teal_time;
  int clock_gettime(int clock, teal_time *time);
]]
local time = ffi.new("teal_time")

-- Microseconds on a clock that nobody sets.
local function now()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) * 1e6 + tonumber(time.nanos) / 1e3
end

local threads = {}
-- How long it took until answers counted, and how many came before.
settled = 0
early = 0
bad_status = 0
bad_length = 0
bad_field = 0

function setup(thread)
  table.insert(threads, thread)
end

local made = {}
local turn = 0
local began = 0
local settling = true

function init(args)
  began = now()
  for i, r in ipairs(requests) do
    local headers = nil
    if r[3] then headers = { ["Content-Type"] = "application/json" } end
    made[i] = wrk.format(r[1], r[2], headers, r[3])
  end
end

function request()
  turn = turn + 1
  if turn > #made then turn = 1 end
  return made[turn]
end

function response(status, headers, body)
  if settling then
    early = early + 1
    settled = now() - began
    if settled >= settle then
      settling = false
      io.write("settled\n")
      io.flush()
    end
  end
  if status ~= 200 then
    bad_status = bad_status + 1
  elseif not lengths[#body] then
    bad_length = bad_length + 1
  elseif field and headers[field] ~= value then
    bad_field = bad_field + 1
  end
end

function done(summary, latency, requests)
  local status, length, head, begin, uncounted = 0, 0, 0, 0, 0
  for _, thread in ipairs(threads) do
    status = status + thread:get("bad_status")
    length = length + thread:get("bad_length")
    head = head + thread:get("bad_field")
    begin = math.max(begin, thread:get("settled"))
    uncounted = uncounted + thread:get("early")
  end
  local e = summary.errors
  io.write(string.format(
    "measured requests=%d micros=%d bytes=%d connect=%d read=%d write=%d timeout=%d status=%d length=%d field=%d\n",
    summary.requests - uncounted, math.max(1, summary.duration - begin), summary.bytes, e.connect, e.read, e.write, e.timeout, status, length, head))
end
