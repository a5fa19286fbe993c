# N:1 (Squeezy, EuroSys 2026, section 2.1): containers of a function share a VM, whose
# one thread resizes it for one container after the other.

scenario two containers at once, and one that goes
  layout n-to-one
  start  a 512 MiB at 0s
  start  b 512 MiB at 0s
  end    a at 10s
> 31.67ms: a has its memory, after 31.67ms and 0s of waiting
> 63.33ms: b has its memory, after 31.67ms and 31.67ms of waiting
> 10.0505s: the memory of a is free, after 50.5ms and 0s of waiting

scenario a VM has room for two: the third goes to another one, and waits for nobody
  layout n-to-one,n=2
  start  a 512 MiB at 0s
  start  b 512 MiB at 0s
  start  c 512 MiB at 0s
> 31.67ms: a has its memory, after 31.67ms and 0s of waiting
> 31.67ms: c has its memory, after 31.67ms and 0s of waiting
> 63.33ms: b has its memory, after 31.67ms and 31.67ms of waiting
