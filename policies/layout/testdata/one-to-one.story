# 1:1 (Squeezy, EuroSys 2026, section 2.1): a microVM boots for each container, which
# takes longer than a plug, and waits for nobody; its memory is free when it has gone.

scenario two containers at once, and one that goes
  layout one-to-one
  start  a 512 MiB at 0s
  start  b 512 MiB at 0s
  end    a at 10s
> 960ms: a has its memory, after 960ms and 0s of waiting
> 960ms: b has its memory, after 960ms and 0s of waiting
> 10.012s: the memory of a is free, after 12ms and 0s of waiting
