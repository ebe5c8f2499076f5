-- Sends the requests in turn and checks every answer. Before this come `requests` ({method, path, body} each), `lengths` (those
-- that a body may have), `field` and `value` (what the head must say, or nil).
local threads = {}
bad_status = 0
bad_length = 0
bad_field = 0

function setup(thread)
  table.insert(threads, thread)
end

local made = {}
local turn = 0

function init(args)
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
  if status ~= 200 then
    bad_status = bad_status + 1
  elseif not lengths[#body] then
    bad_length = bad_length + 1
  elseif field and headers[field] ~= value then
    bad_field = bad_field + 1
  end
end

function done(summary, latency, requests)
  local status, length, head = 0, 0, 0
  for _, thread in ipairs(threads) do
    status = status + thread:get("bad_status")
    length = length + thread:get("bad_length")
    head = head + thread:get("bad_field")
  end
  local e = summary.errors
  io.write(string.format(
    "measured requests=%d micros=%d bytes=%d connect=%d read=%d write=%d timeout=%d status=%d length=%d field=%d\n",
    summary.requests, summary.duration, summary.bytes, e.connect, e.read, e.write, e.timeout, status, length, head))
end
