# warm (ao2022, section 5.2.1): what boot and first invocation touched is in place;
# only pages that are new fault, on anonymous memory.

scenario pages of the boot, of the first invocation, and a new one
  strategy  warm
  nonzero   0-7
  record    3 12w
  freed     12
  test      3 12w 13w
> recorded     faults on pages 3 12
> snapshot     pages 0-7 12 are not zero
> at 30µs      page 13: anonymous, 2µs
> at 32µs      the answer
> in all       read from disk: nothing; 10 pages of memory
