package schedule

import "thaw/policies"

// PowerOfTwo considers only two invokers.
var PowerOfTwo = policies.Alias("power-of-two", JSQ, "d=2")
