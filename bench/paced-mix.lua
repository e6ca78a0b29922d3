-- wrk script: the mixed load by shoppers who look at what they got for some milliseconds before they ask again.
--   wrk … -s paced-mix.lua http://127.0.0.1:8080 -- storefront-mix.lua 10 products.txt …
local pause = 0

function init(args)
  dofile(table.remove(args, 1))
  pause = tonumber(table.remove(args, 1))
  init(args)
end

function delay() return pause end
