-- For wrk: sends the lines of a file in turn and counts every answer that is not 200.
--   wrk … -s load.lua URL -- FILE [own]
-- A line is method, path, cookie and form body, between tabs; @@ in a body becomes something new each time.
-- With `own` each thread keeps to one line: with as many threads as connections, each connection has its own cookie.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  lines, sent, other, last_other = {}, 0, 0, ""
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { ["cookie"] = "session=" .. cookie, ["accept"] = "text/html" }
    if method == "POST" then
      headers["accept"] = "application/json"
      headers["content-type"] = "application/x-www-form-urlencoded"
      headers["sec-fetch-site"] = "same-origin"
    end
    local line = { method = method, path = path, headers = headers, body = body, new = body:find("@@", 1, true) }
    line.text = wrk.format(method, path, headers, body ~= "" and body or nil)
    table.insert(lines, line)
  end
  if args[2] == "own" then lines = { lines[number % #lines + 1] } end
  mark = string.format("%x-%d-", os.time(), number)
  at = number * 7
end

function request()
  at = at + 1
  local line = lines[at % #lines + 1]
  if not line.new then return line.text end
  sent = sent + 1
  return wrk.format(line.method, line.path, line.headers, (line.body:gsub("@@", mark .. sent)))
end

function response(status, headers, body)
  if status ~= 200 then
    other = other + 1
    last_other = status .. " " .. body:sub(1, 200):gsub("%s+", " ")
  end
end

function done(summary, latency)
  local other, last_other = 0, ""
  for _, thread in ipairs(threads) do
    other = other + thread:get("other")
    if thread:get("last_other") ~= "" then last_other = thread:get("last_other") end
  end
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  local ms = function(p) return latency:percentile(p) / 1000 end
  if last_other ~= "" then io.write("an answer that is not 200: " .. last_other .. "\n") end
  io.write(string.format("RESULT requests=%d rate=%.1f p50=%.3f p95=%.3f p99=%.3f errors=%d bytes=%d\n", summary.requests,
    summary.requests / (summary.duration / 1e6), ms(50), ms(95), ms(99), other + broken, summary.bytes))
end
