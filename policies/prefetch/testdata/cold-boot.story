# cold-boot (ao2022, section 5.1.2): 1 ms for the monitor, 125 ms to boot, 875 ms
# for runtime and function; the first invocation of another VM does not help.

scenario the page that the first invocation had allocated is new here
  strategy  cold-boot
  nonzero   0-7
  record    3 12w
  freed     12
  test      3 12w
> recorded     faults on pages 3 12
> snapshot     pages 0-7 12 are not zero
> at 1.00102s  page 12: anonymous, 2µs
> at 1.001022s the answer
> in all       read from disk: nothing; 9 pages of memory
