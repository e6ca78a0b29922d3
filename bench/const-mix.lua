-- wrk script: one address over and over, with all the work that drawing the mixed load costs the generator.
--   wrk … -s const-mix.lua http://127.0.0.1:8080/v1/const/mixed -- storefront-mix.lua products.txt …
local draw, const

function init(args)
  dofile(table.remove(args, 1))
  draw = request
  init(args)
  const = wrk.format("GET")
  request = function() draw() return const end
end

function request() return const end
